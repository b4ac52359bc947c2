// Another client that searches without a pause, in a thread of its own, until it is told to stop; then it says how often it searched.
import { parentPort, workerData } from 'node:worker_threads'
import { Asker } from './asker.ts'

const { port, questions } = workerData as { port: number; questions: string[] }
const main = parentPort
if (main === null) throw new Error('This file runs in a worker thread.')

let goesOn = true
main.once('message', () => {
  goesOn = false
})
const asker = await Asker.enter(port)
await asker.want('room', { verb: 'join', room: '#big' })
main.postMessage('ready')
let searches = 0
for (; goesOn; searches++) await asker.want('found', { verb: 'search', text: questions[searches % questions.length] ?? '' })
main.postMessage(searches)
await asker.leave()
