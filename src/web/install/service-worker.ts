// The service worker, where the browser allows one: HTTPS or this computer itself. And whether the page can be installed as an app.
import { storeOf } from '../store.ts'

type InstallPrompt = Event & { prompt(): Promise<unknown> }

/** What the browser offers to install, while it does. */
export const installing = storeOf<InstallPrompt | undefined>(undefined)

export const isInstalled = (): boolean => window.matchMedia('(display-mode: standalone)').matches

window.addEventListener('beforeinstallprompt', event => {
  event.preventDefault()
  installing.set(() => event as InstallPrompt)
})
window.addEventListener('appinstalled', () => installing.set(() => undefined))

type Policies = { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } }

const path = '/service-worker.js'

/** The one text of this page that becomes a script's address, and it is this one or none. */
function trustedPath(): string {
  const { trustedTypes } = window as { readonly trustedTypes?: Policies }
  if (trustedTypes === undefined) return path
  const rules = {
    createScriptURL: (url: string): string => {
      if (url !== path) throw new TypeError('The only script of that kind is the service worker.')
      return url
    },
  }
  return trustedTypes.createPolicy('partyline', rules).createScriptURL(path)
}

let serving = false

/** `visit` is called with the address of a notice that somebody pressed. */
export function serveOffLine(visit: (address: string) => void): void {
  if (serving || !import.meta.env.PROD || !('serviceWorker' in navigator)) return
  serving = true
  navigator.serviceWorker.register(trustedPath(), { updateViaCache: 'none' }).catch(() => undefined)
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string' && data.startsWith('/')) visit(data)
  })
}
