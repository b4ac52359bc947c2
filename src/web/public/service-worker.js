// Lets the page open off the line. The document always comes from the network while there is one; files whose names tell their content come from
// here. The build writes the names of all files of one build below: another build is another worker, with a shell of its own.
const shell = []
const build = ''

const name = `partyline ${build}`
/** After this long a network that does not answer counts as none. */
const patienceMs = 4_000

self.addEventListener('install', event => {
  event.waitUntil(
    caches
      .open(name)
      .then(cache => cache.addAll(shell.map(path => new Request(path, { cache: path.startsWith('/assets/') ? 'default' : 'reload' }))))
      .then(() => self.skipWaiting()),
  )
})

// The build before stays for tabs that are still open with it; what is older goes.
self.addEventListener('activate', event => {
  event.waitUntil(
    caches
      .keys()
      .then(names => names.filter(other => other.startsWith('partyline ') && other !== name).slice(0, -1))
      .then(old => Promise.all(old.map(other => caches.delete(other))))
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (isView(pathname)) event.respondWith(documentOf(request))
  } else if (pathname.startsWith('/assets/'))
    event.respondWith(caches.match(request, { ignoreVary: true }).then(kept => kept ?? fetch(request)))
  else if (shell.includes(pathname)) event.respondWith(fetch(request).catch(() => keptOf(pathname)))
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  const address = String(event.notification.data ?? '/')
  event.waitUntil(
    self.clients.matchAll({ type: 'window' }).then(([open]) => {
      if (open === undefined) return self.clients.openWindow(address)
      open.postMessage(address)
      return open.focus()
    }),
  )
})

/** Files, uploads and whatever else the hub serves are no views. */
const isView = path =>
  path === '/' ||
  path.startsWith('/room/') ||
  (/^\/[\w-]+$/.test(path) && !/^\/(?:files?|uploads|transfers|s|ws|hooks|metrics|healthz)$/.test(path))

const keptOf = async path => (await (await caches.open(name)).match(path, { ignoreVary: true })) ?? Response.error()

async function documentOf(request) {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), patienceMs)
  try {
    return await fetch(request, { signal: late.signal })
  } catch {
    return keptOf('/')
  } finally {
    clearTimeout(timer)
  }
}
