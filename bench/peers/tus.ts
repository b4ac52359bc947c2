// The plain @tus/server with its file store: the yardstick for uploads that can be resumed. It neither hashes nor flushes what it takes.
import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Peer } from './peer.ts'

export const tusHowToGet =
  'The plain tus server was not measured: `npm install --no-save @tus/file-store` (its server is here already), then run this again.'

export const findTus = (): Peer | undefined => {
  const from = createRequire(import.meta.url)
  try {
    const [server, store] = [from.resolve('@tus/server'), from.resolve('@tus/file-store')]
    if (!existsSync(server) || !existsSync(store)) return undefined
    return {
      name: 'tus',
      version: '@tus/server with @tus/file-store',
      isChatty: true,
      command: ({ folder, port, files }) => {
        const program = join(folder, 'tus.mjs')
        writeFileSync(
          program,
          `import { Server } from ${JSON.stringify(pathToFileURL(server).href)}
import { FileStore } from ${JSON.stringify(pathToFileURL(store).href)}
new Server({ path: '/files', datastore: new FileStore({ directory: ${JSON.stringify(files)} }) }).listen({ host: '127.0.0.1', port: ${port} })
`,
        )
        return [process.execPath, program]
      },
    }
  } catch {
    return undefined
  }
}
