// The conformance runner: `node conformance/run.ts host:port [files...]` plays transcripts against any hub, says one line for each,
// and exits with 1 when one failed.
import { parseArgs } from 'node:util'
import { Mismatch } from './listener.ts'
import { unmetNeed } from './needs.ts'
import { play, type Target } from './play.ts'
import { readTranscripts, transcriptPaths } from './transcript.ts'

const usage = `node conformance/run.ts <host:port> [files...]
  --busy           other people are talking on this hub: pass over their chat
  --have <need>    the hub has this, e.g. --have max-clients=3 or --have "empty hub" (may be repeated)
  --shelf <dir>    the hub's folder of files, for transcripts that lay files there
  --only <text>    only transcripts whose title contains this, e.g. [L30]
  --timeout <ms>   how long one play may take (15000)`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    busy: { type: 'boolean', default: false },
    have: { type: 'string', multiple: true, default: [] },
    shelf: { type: 'string' },
    only: { type: 'string', default: '' },
    timeout: { type: 'string', default: '15000' },
  },
})

const [address = '', ...files] = positionals
const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(address) ?? []

if (host === undefined || port === undefined) {
  console.error(usage)
  process.exitCode = 2
} else {
  const target = { host, port: Number(port), timeoutMs: Number(values.timeout), isBusy: values.busy, shelfFolder: values.shelf }
  const paths = files.length > 0 ? files : await transcriptPaths()
  process.exitCode = (await playAll(paths.sort(), target)) > 0 ? 1 : 0
}

async function playAll(paths: string[], target: Target): Promise<number> {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const transcript of (await Promise.all(paths.map(readTranscripts))).flat()) {
    if (!transcript.title.includes(values.only)) continue
    const unmet = unmetNeed(transcript, target, values.have)
    const outcome = unmet === undefined ? await play(transcript, target).then(() => undefined, faultOf) : ''
    const word = unmet !== undefined ? 'skipped' : outcome === undefined ? 'passed' : 'failed'
    counts[word] += 1
    console.log(`${word.padEnd(8)}${transcript.title}${unmet === undefined ? '' : `  (${unmet})`}`)
    if (word === 'failed') console.log(`${outcome}`.replaceAll(/^/gm, '    '))
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  return counts.failed
}

function faultOf(fault: unknown): string {
  return fault instanceof Mismatch ? fault.message : fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
}
