// Plays every transcript of the line door against a real hub. Those with special needs get a hub of their own with these settings; the
// others share one, as people do.
import { mkdir } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { needsOwnHub, settingsNeeded } from '../../conformance/needs.ts'
import { play } from '../../conformance/play.ts'
import { layOnShelf } from '../../conformance/shelf.ts'
import { Scope } from '../../conformance/template.ts'
import { readTranscripts, type Transcript, transcriptPaths } from '../../conformance/transcript.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'

const timeoutMs = 30_000
const transcripts = (await Promise.all((await transcriptPaths()).sort().map(readTranscripts))).flat()

/** An address of this machine that is not loopback, where it has one. */
const outerHost = Object.values(networkInterfaces())
  .flat()
  .find(face => face?.family === 'IPv4' && !face.internal)?.address

describe('transcripts that share a hub', () => {
  let hub: RunningHub
  before(async () => {
    hub = await startHub({ args: ['--rates', 'off'] })
  })
  after(() => hub[Symbol.asyncDispose]())

  for (const transcript of transcripts.filter(one => !needsOwnHub(one))) {
    test(transcript.title, () => play(transcript, { host: hub.host, port: hub.port, timeoutMs, isBusy: false }))
  }
})

describe('transcripts that want a hub of their own', { concurrency: 4 }, () => {
  for (const transcript of transcripts.filter(needsOwnHub)) {
    const isOuter = transcript.needs.includes('not loopback')
    const skip = isOuter && outerHost === undefined ? 'this machine has no address but loopback' : false
    test(transcript.title, { skip }, () => playAlone(transcript, isOuter ? (outerHost ?? '') : '127.0.0.1'))
  }
})

async function playAlone(transcript: Transcript, host: string): Promise<void> {
  await using folder = await temporaryFolder()
  const [data, files] = [join(folder.path, 'data'), join(folder.path, 'shelf')]
  await Promise.all([mkdir(data), mkdir(files)])
  const settings = settingsNeeded(transcript)
  // Without rates a hub has no cap for one address either.
  const rates = settings.some(([key]) => key === 'max-clients-per-address') ? 'on' : 'off'
  const args = [
    '--rates',
    rates,
    '--host',
    host,
    '--insecure',
    '--files',
    files,
    ...settings.flatMap(([key, value]) => [`--${key}`, value]),
  ]
  // Here the files are there before the hub is, so that its first list has them all.
  for (const entry of transcript.shelf) await layOnShelf(files, entry, new Scope())
  let hub = await startHub({ args, data })
  try {
    const stop = async (): Promise<void> => void (await hub.stop())
    const start = async (): Promise<{ port: number }> => {
      hub = await startHub({ args, data })
      return hub
    }
    await play({ ...transcript, shelf: [] }, { host, port: hub.port, timeoutMs, isBusy: false, shelfFolder: files, hub: { stop, start } })
  } finally {
    await hub[Symbol.asyncDispose]()
  }
}
