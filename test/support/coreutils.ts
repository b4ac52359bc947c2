// The SHA-256 by somebody else's program: what is proved with it does not rest on our own code.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'

export async function sha256sum(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sha256sum', ['--', path])
  return /^\\?([0-9a-f]{64}) /.exec(stdout)?.[1] ?? ''
}

/** The same of bytes that come piece by piece. */
export async function sha256sumOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const { stdin, stdout } = spawn('sha256sum', { stdio: ['pipe', 'pipe', 'inherit'] })
  let text = ''
  stdout.on('data', chunk => (text += chunk))
  const ended = once(stdout, 'end')
  for await (const piece of pieces) if (!stdin.write(piece)) await once(stdin, 'drain')
  stdin.end()
  await ended
  return /^([0-9a-f]{64}) /.exec(text)?.[1] ?? ''
}
