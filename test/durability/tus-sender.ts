// Sends one file with tus-js-client, as a program would that may be killed: `node tus-sender.ts <endpoint> <file> <name> <memory>`. Says
// `resumed <offset>` when the hub has told where to go on, `sent <bytes>` now and then, and `done <bytes>`.
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { FileUrlStorage, Upload } from 'tus-js-client'

// Its types do not tell of what it has for Node.
declare module 'tus-js-client' {
  const FileUrlStorage: new (path: string) => UrlStorage
}

const [endpoint = '', path = '', name = basename(path), memory = ''] = process.argv.slice(2)
const say = (text: string): boolean => process.stdout.write(`${text}\n`)

const upload = new Upload(createReadStream(path), {
  endpoint,
  metadata: { filename: name },
  urlStorage: new FileUrlStorage(memory),
  retryDelays: [100, 200, 400, 800, 1_600],
  onAfterResponse: (request, response) => {
    if (request.getMethod() === 'HEAD') say(`resumed ${response.getHeader('Upload-Offset')}`)
  },
  onProgress: sent => say(`sent ${sent}`),
  onSuccess: () => say('done'),
  onError: error => {
    console.error(error)
    process.exitCode = 1
  },
})
const [previous] = await upload.findPreviousUploads()
if (previous !== undefined) upload.resumeFromPreviousUpload(previous)
upload.start()
