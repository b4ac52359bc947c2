// A client that leaves files by HTTP: one large file by tus, or many small ones by PUT or by tus over a few connections. Prints the seconds.
//
//   node uploader.ts tus <port> <path> <file> [offset]         creates an upload and sends the file in one PATCH; with an offset it is cut off
//                                                              there (a reset), asked for its offset and gone on with
//   node uploader.ts small <port> <path> <put|tus> <count> <bytes> <connections>
import { randomBytes } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { basename } from 'node:path'

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const tus = { 'Tus-Resumable': '1.0.0' }

type Asked = {
  method: string
  path: string
  headers?: Record<string, string | number>
  body?: Uint8Array
  sending?: (to: ClientRequest) => void
}

const ask = (port: number, { method, path, headers = {}, body, sending }: Asked): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent }, answer => {
      let said = ''
      answer.on('data', chunk => {
        said += chunk
      })
      answer.on('end', () => {
        if ((answer.statusCode ?? 500) < 300) resolve(answer)
        else reject(new Error(`${method} ${path}: ${answer.statusCode} ${said.slice(0, 200)}`))
      })
    })
    asked.on('error', reject)
    if (sending === undefined) asked.end(body)
    else sending(asked)
  })

const metadata = (name: string): string => `filename ${Buffer.from(name).toString('base64')}`

const create = async (port: number, path: string, name: string, bytes: number): Promise<string> => {
  const answer = await ask(port, {
    ...{ method: 'POST', path },
    headers: { ...tus, 'Upload-Length': bytes, 'Upload-Metadata': metadata(name), 'Content-Length': 0 },
  })
  const location = answer.headers.location ?? ''
  return URL.canParse(location) ? new URL(location).pathname : location
}

const patch = (port: number, path: string, file: string, from: number, to: number, isCut: boolean): Promise<IncomingMessage> =>
  ask(port, {
    ...{ method: 'PATCH', path },
    headers: {
      ...tus,
      'Upload-Offset': from,
      'Content-Type': 'application/offset+octet-stream',
      'Content-Length': statSync(file).size - from,
    },
    sending: asked => {
      const reading = createReadStream(file, { start: from, end: to - 1, highWaterMark: 1 << 20 })
      reading.pipe(asked, { end: !isCut })
      if (isCut) reading.on('end', () => asked.write(Buffer.alloc(0), () => asked.socket?.resetAndDestroy()))
    },
  })

const large = async (port: number, path: string, file: string, cutAt: number): Promise<object> => {
  const { size } = statSync(file)
  const began = performance.now()
  const upload = await create(port, path, `${basename(file)}-${randomBytes(4).toString('hex')}`, size)
  if (cutAt === 0) {
    await patch(port, upload, file, 0, size, false)
    return { seconds: (performance.now() - began) / 1_000 }
  }
  await patch(port, upload, file, 0, cutAt, true).catch(() => undefined)
  const cut = performance.now()
  const head = await ask(port, { method: 'HEAD', path: upload, headers: tus })
  const offset = Number(head.headers['upload-offset'])
  const resumed = performance.now()
  await patch(port, upload, file, offset, size, false)
  return { resumeSeconds: (resumed - cut) / 1_000, offset, restSeconds: (performance.now() - resumed) / 1_000 }
}

const small = async (port: number, path: string, way: string, count: number, bytes: number, connections: number): Promise<object> => {
  let next = 0
  const prefix = randomBytes(4).toString('hex')
  const began = performance.now()
  const work = async (): Promise<void> => {
    for (let number = next++; number < count; number = next++) {
      const body = randomBytes(bytes)
      const name = `${prefix}-${number}.bin`
      if (way === 'put') await ask(port, { method: 'PUT', path: `${path}/${name}`, headers: { 'Content-Length': bytes }, body })
      else {
        const headers = { 'Upload-Length': bytes, 'Upload-Metadata': metadata(name), 'Content-Length': bytes }
        await ask(port, { method: 'POST', path, headers: { ...tus, ...headers, 'Content-Type': 'application/offset+octet-stream' }, body })
      }
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  return { seconds: (performance.now() - began) / 1_000 }
}

const [kind, port, path = '', ...rest] = process.argv.slice(2)
const result =
  kind === 'tus'
    ? await large(Number(port), path, rest[0] ?? '', Number(rest[1] ?? 0))
    : await small(Number(port), path, rest[0] ?? '', Number(rest[1]), Number(rest[2]), Number(rest[3]))
console.log(JSON.stringify(result))
agent.destroy()
