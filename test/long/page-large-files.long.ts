// Files of gigabytes at the page: they go up and come down as they are, and the page holds no more of them than the pieces that are on their way.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { BareBrowser } from '../support/bare-browser.ts'
import { noBrowser } from '../support/browser.ts'
import { sha256sum } from '../support/coreutils.ts'
import { gibibyte, skipWithoutRoom } from '../support/free-space.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { makeLargeFile } from '../support/large-file.ts'
import { memoryBytes } from '../support/process-facts.ts'
import { until } from '../support/until.ts'

const megabyte = 1_024 ** 2
const bytes = 2 * gibibyte
const patienceMs = 900_000
/** The browser's own buffers come and go; a page that kept what it sends would grow by two thousand. */
const grownMegabytesMax = 256

/** Waits for something at the page, and sees to it that its memory hardly grows meanwhile. */
async function inConstantMemory(context: TestContext, browser: BareBrowser, what: string, isSo: () => Promise<boolean>): Promise<void> {
  const kinds = ['renderer', 'browser'] as const
  const pids = await Promise.all(kinds.map(kind => browser.processes(kind)))
  const memory = (): number[] => pids.map(ids => Math.max(...ids.map(memoryBytes)))
  const before = memory()
  let most = before
  const begin = performance.now()
  const look = async (): Promise<boolean> => {
    most = memory().map((now, index) => Math.max(now, most[index] ?? 0))
    return isSo()
  }
  await until(what, look, patienceMs)
  const seconds = (performance.now() - begin) / 1_000
  context.diagnostic(`${what}: ${seconds.toFixed(1)} s, ${(bytes / megabyte / seconds).toFixed(0)} MB/s`)
  for (const [index, kind] of kinds.entries()) {
    const [least = 0, peak = 0] = [before, most].map(all => (all[index] ?? 0) / megabyte)
    context.diagnostic(`${what}, ${kind}: ${least.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most`)
    assert.ok(peak - least < grownMegabytesMax, `The ${kind} grew by ${(peak - least).toFixed(0)} MB.`)
  }
}

test('2 GiB go both ways at the page in constant memory, and are what they were', {
  skip: noBrowser || skipWithoutRoom(3 * bytes),
}, async context => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'large.bin')
  await makeLargeFile(path, bytes)
  const sha256 = await sha256sum(path)
  await using hub = await startHub({ args: ['--rates', 'off'] })
  await using browser = await BareBrowser.open(`http://${hub.host}:${hub.webPort}/`)

  await browser.inPage('Page.setInterceptFileChooserDialog', { enabled: true })
  const press = (label: string): Promise<boolean> =>
    browser.evaluate(`(() => {
      const button = document.querySelector('[aria-label^="${label}"]')
      button?.click()
      return button !== null
    })()`)
  await until('files can be chosen', () => press('Send files'))
  const { backendNodeId } = await browser.heard<{ backendNodeId: number }>('Page.fileChooserOpened')
  await browser.inPage('DOM.setFileInputFiles', { files: [path], backendNodeId })
  const isThere = `document.querySelector('[aria-label="Download large.bin"]') !== null`
  await inConstantMemory(context, browser, 'the upload of 2 GiB', () => browser.evaluate(isThere))
  assert.equal(await sha256sum(join(hub.files, 'large.bin')), sha256)

  const downloads = join(folder.path, 'downloads')
  mkdirSync(downloads)
  await browser.ask('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads })
  assert.ok(await press('Download large.bin'))
  await inConstantMemory(context, browser, 'the download of 2 GiB', async () => readdirSync(downloads).includes('large.bin'))
  assert.equal(await sha256sum(join(downloads, 'large.bin')), sha256)
})
