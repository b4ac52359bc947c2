import { startHub } from '/tmp/mine/test/support/hub.ts'
import { spawn, execFileSync } from 'node:child_process'
import { request } from 'node:http'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { rm, mkdir, writeFile } from 'node:fs/promises'
const total = 1024 ** 3
const piece = randomBytes(1 << 20)
await writeFile('/tmp/tuspeer/server.mjs', `
import { Server } from '@tus/server'; import { FileStore } from '@tus/file-store'
const s = new Server({ path: '/files', datastore: new FileStore({ directory: '/tmp/tuspeer/files' }) })
const l = s.listen({ host: '127.0.0.1', port: 0 }, () => console.log('PORT ' + l.address().port))
`)
async function one(port: number, path: string, name: string): Promise<number> {
  const base = { host: '127.0.0.1', port, agent: false as const }
  const at = performance.now()
  const post = request({ ...base, method: 'POST', path, headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': total, 'Upload-Metadata': 'filename ' + Buffer.from(name).toString('base64') } })
  post.end()
  const [made] = await once(post, 'response'); made.resume()
  if (made.statusCode !== 201) throw new Error('POST ' + made.statusCode)
  const url = new URL(made.headers.location, `http://127.0.0.1:${port}`)
  const put = request({ ...base, method: 'PATCH', path: url.pathname, headers: { 'Tus-Resumable': '1.0.0', 'Upload-Offset': 0, 'Content-Type': 'application/offset+octet-stream', 'Content-Length': total } })
  for (let sent = 0; sent < total; sent += piece.length) if (!put.write(piece)) await once(put, 'drain')
  put.end()
  const [done] = await once(put, 'response'); done.resume()
  if (done.statusCode !== 204 || done.headers['upload-offset'] !== String(total)) throw new Error('PATCH ' + done.statusCode)
  return total / 1e6 / ((performance.now() - at) / 1000)
}

const hubs = { each: await startHub({ env: { JF: '1' } }), some: await startHub({ env: { JF: '67108864' } }), none: await startHub({ env: { JF: '1e15' } }) }
await mkdir('/tmp/tuspeer/files', { recursive: true })
const peer = spawn(process.execPath, ['/tmp/tuspeer/server.mjs'], { stdio: ['ignore', 'pipe', 'inherit'] })
const [line] = await once(peer.stdout, 'data')
const port = Number(/PORT (\d+)/.exec(String(line))?.[1])
const got: Record<string, number[]> = { each: [], some: [], none: [], plain: [] }
for (let i = 0; i < 3; i++) {
  for (const [name, hub] of Object.entries(hubs)) {
    got[name].push(Math.round(await one(hub.webPort, '/uploads/lobby', `f${i}`)))
    await rm(`${hub.files}/f${i}`); execFileSync('sync')
  }
  got.plain.push(Math.round(await one(port, '/files', `f${i}`)))
  await rm('/tmp/tuspeer/files', { recursive: true }); await mkdir('/tmp/tuspeer/files'); execFileSync('sync')
}
console.log(got)
peer.kill(); for (const hub of Object.values(hubs)) await hub.stop()
