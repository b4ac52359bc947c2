// The search thread's own file: it opens the index and hands on what it is told.
import { parentPort, workerData } from 'node:worker_threads'
import type { SearchStart, ToSearch } from './messages.ts'
import { SearchThread } from './thread.ts'

if (parentPort === null) throw new Error('This file runs in a worker thread.')
const port = parentPort
const { folder } = workerData as SearchStart
const thread = new SearchThread(folder, message => port.postMessage(message))
port.on('message', (message: ToSearch) => {
  thread.receive(message)
  if (message.kind === 'close') port.close()
})
