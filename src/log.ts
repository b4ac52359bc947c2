// The hub's log on stderr: JSON lines for machines, plain lines when a person is looking.
import pino, { type Logger } from 'pino'

/** Fields that would hold a secret are never written, wherever they stand in what is logged. */
const secret = ['token', 'password', 'hash', 'text', '*.token', '*.password', '*.hash', '*.text']

export function openLog(toPerson: boolean): Logger {
  const options = { base: null, redact: { paths: secret, censor: '[hidden]' }, timestamp: pino.stdTimeFunctions.isoTime }
  // A terminal may be closed and a pipe may break under us: what cannot be logged must not end the hub.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  if (!toPerson) {
    const destination = pino.destination({ dest: 2, sync: true })
    destination.on('error', () => undefined)
    return pino(options, destination)
  }
  return pino(options, { write: (line: string) => process.stderr.write(forPerson(line)) })
}

function forPerson(line: string): string {
  const { time, msg, err, level } = JSON.parse(line) as { time: string; msg: string; level: number; err?: { message?: string } }
  const mark = level >= 50 ? '!!' : level >= 40 ? '! ' : '  '
  return `${mark}${time.slice(11, 19)} ${msg}${err?.message === undefined ? '' : ` (${err.message})`}\n`
}
