// Starts and stops the face of plain lines.
import { once } from 'node:events'
import { Linear } from './linear.ts'
import type { Run } from './run.ts'

export async function run({ party, tasks, bell, news, left, leave }: Run): Promise<number> {
  const face = new Linear(party, tasks, { input: process.stdin, output: process.stdout }, { bell, left: leave })
  for (const sentence of news) face.told(sentence)
  if (!left.aborted) await once(left, 'abort')
  face.close()
  process.stdin.pause()
  return 0
}
