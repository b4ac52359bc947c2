// The conformance runner: `node conformance/run.ts host:port --web host:port [files...]` plays transcripts and conversations against any hub,
// says one line for each, and exits with 1 when one failed.
import { basename, dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { castingsOf } from './casting.ts'
import { conversationPaths, readConversations } from './conversation.ts'
import { converse } from './converse.ts'
import type { Address } from './doors/wires.ts'
import { Mismatch } from './listener.ts'
import { type Needing, unmetNeed } from './needs.ts'
import { play } from './play.ts'
import { readTranscripts, transcriptPaths } from './transcript.ts'

const usage = `node conformance/run.ts <host:port> [files...]
  --web <host:port>  the hub's web door: without it conversations go over TCP alone
  --busy             other people are talking on this hub: pass over their chat
  --have <need>      the hub has this, e.g. --have max-clients=3 or --have "empty hub" (may be repeated)
  --shelf <dir>      the hub's folder of files, for transcripts that lay files there
  --only <text>      only what has this in its title, e.g. [L30]
  --timeout <ms>     how long one play may take (15000)`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    web: { type: 'string' },
    busy: { type: 'boolean', default: false },
    have: { type: 'string', multiple: true, default: [] },
    shelf: { type: 'string' },
    only: { type: 'string', default: '' },
    timeout: { type: 'string', default: '15000' },
  },
})

/** Something that can be played: a transcript, or a conversation in all its plays. */
type Piece = Needing & { readonly title: string; readonly play: () => Promise<void> }

const [address = '', ...files] = positionals
const line = addressOf(address)
const web = addressOf(values.web ?? '')

if (line === undefined || (values.web !== undefined && web === undefined)) {
  console.error(usage)
  process.exitCode = 2
} else {
  const paths = files.length > 0 ? files : [...(await transcriptPaths()), ...(await conversationPaths())]
  const pieces = (await Promise.all(paths.sort().map(path => piecesIn(path, line)))).flat()
  process.exitCode = (await playAll(pieces, line.host)) > 0 ? 1 : 0
}

function addressOf(text: string): Address | undefined {
  const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(text) ?? []
  return host === undefined ? undefined : { host, port: Number(port) }
}

async function piecesIn(path: string, line: Address): Promise<Piece[]> {
  const timeoutMs = Number(values.timeout)
  if (basename(dirname(path)) !== 'conversations') {
    const target = { ...line, timeoutMs, isBusy: values.busy, shelfFolder: values.shelf }
    return (await readTranscripts(path)).map(one => ({ ...one, play: () => play(one, target) }))
  }
  return (await readConversations(path)).map(one => ({
    ...one,
    play: async () => {
      for (const casting of castingsOf(one, web !== undefined)) await converse(one, casting, { line, web, timeoutMs })
    },
  }))
}

async function playAll(pieces: readonly Piece[], host: string): Promise<number> {
  const known = { host, isBusy: values.busy, shelfFolder: values.shelf, canRestart: false }
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const piece of pieces.filter(({ title }) => title.includes(values.only))) {
    const unmet = unmetNeed(piece, known, values.have)
    const outcome = unmet === undefined ? await piece.play().then(() => undefined, faultOf) : ''
    const word = unmet !== undefined ? 'skipped' : outcome === undefined ? 'passed' : 'failed'
    counts[word] += 1
    console.log(`${word.padEnd(8)}${piece.title}${unmet === undefined ? '' : `  (${unmet})`}`)
    if (word === 'failed') console.log(`${outcome}`.replaceAll(/^/gm, '    '))
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  return counts.failed
}

function faultOf(fault: unknown): string {
  return fault instanceof Mismatch ? fault.message : fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
}
