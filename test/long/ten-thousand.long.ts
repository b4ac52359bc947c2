// A room of ten thousand messages, read from the newest to the oldest and back as a person would, only faster.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { browserOf, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { until } from '../support/until.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()
const messages = 10_000
let first = 0

if (skip === false) {
  using ann = await LineClient.join(hub)
  await ann.ask('/join #long')
  // Of every length, so that no row is as high as another.
  const texts = Array.from({ length: messages }, (_, index) => `message ${index} ${'and so on '.repeat((index * 7) % 13)}`.trim())
  ann.send(texts.map(text => `${text}\n`).join(''))
  for (const text of texts) assert.equal(await ann.reply(), `${text} ACK`)
  const [newest = ''] = await ann.rows('/history 1')
  first = Number.parseInt(newest, 10) - messages + 1
}

/** At so many of the ends that the list has for now somebody rests for some frames after more has come in. */
const rests = 4
const restFrames = 8

type Walk = { readonly seen: readonly number[]; readonly faults: readonly string[] }

/**
 * Scrolls on whenever nothing moves any more, until a message is in sight. In what is then to be seen rows stand one below the other in the order of the
 * log, none left out, each with its own text. Where the list ends for now it may
 * rest until more has come in, which must move nothing.
 */
const walk = (by: number, toSeq: number, rests: number): string => `new Promise(done => {
  const box = document.querySelector('article').closest('section').querySelector(':scope > div')
  const [top, end] = [box.getBoundingClientRect().top, box.getBoundingClientRect().bottom]
  const [seen, faults] = [new Set(), []]
  let [before, still, rest, rested] = [new Map(), 0, undefined, 0]
  const look = () => {
    const rows = [...document.querySelectorAll('article')]
      // What was not measured yet is not shown.
      .filter(row => row.checkVisibility({ visibilityProperty: true }))
      .map(row => ({ row, seq: Number(row.dataset.seq), place: row.getBoundingClientRect() }))
      .filter(({ place }) => place.bottom > top && place.top < end)
    const at = new Map(rows.map(({ seq, place }) => [seq, place.top]))
    still = at.size > 0 && at.size === before.size && [...at].every(([seq, y]) => before.get(seq) === y) ? still + 1 : 0
    before = at
    if (still === 1)
      for (const [index, { row, seq, place }] of rows.entries()) {
        const above = rows[index - 1]
        const text = row.querySelector('p').textContent
        if (above !== undefined && seq !== above.seq + 1) faults.push(seq + ' stands right below ' + above.seq)
        if (above !== undefined && Math.abs(place.top - above.place.bottom) > 1) faults.push(seq + ' stands over or far from ' + above.seq)
        if (text.split(' ')[1] !== String(seq - ${first})) faults.push(seq + ' says ' + text)
        seen.add(seq)
      }
    if (faults.length > 20 || (still > 0 && at.has(${toSeq}))) return done({ seen: [...seen], faults })
    if (rest !== undefined) {
      if (box.scrollHeight !== rest.height) rest.frames++
      if (rest.frames > ${restFrames} && still > 0) {
        const moved = [...rest.at].filter(([seq]) => at.has(seq)).map(([seq, y]) => at.get(seq) - y)
        if (moved.some(pixels => Math.abs(pixels) > 2)) faults.push('What came in moved what was there by ' + moved[0])
        rest = undefined
      }
    }
    if (rest === undefined && still > 0) {
      const from = box.scrollTop
      box.scrollTop += ${by}
      if (box.scrollTop === from && rested++ < ${rests}) rest = { at, height: box.scrollHeight, frames: 0 }
    }
    requestAnimationFrame(() => setTimeout(look))
  }
  look()
})`

test('ten thousand messages are there from the newest to the oldest and back, each once, in order and where they stood', {
  skip,
}, async () => {
  const { page, faults } = await browser.visit(hub, '/', { viewport: { width: 800, height: 5_000 } })
  await page.goto(`http://${hub.host}:${hub.webPort}/room/long`)
  await until('the newest message is to be seen', () => page.getByText(`message ${messages - 1} `).isVisible())
  const all = Array.from({ length: messages }, (_, index) => first + index)
  const sorted = (seqs: readonly number[]): number[] => seqs.toSorted((a, b) => a - b).filter(seq => seq >= first)
  const back = await page.evaluate<Walk>(walk(-3_000, first, rests))
  assert.deepEqual(back.faults, [])
  assert.deepEqual(sorted(back.seen), all)
  const forth = await page.evaluate<Walk>(walk(3_000, first + messages - 1, 0))
  assert.deepEqual(forth.faults.slice(0, 1), [])
  assert.deepEqual(sorted(forth.seen), all)
  assert.deepEqual(faults, [])
})

const stillFrames = 30

/** Scrolls down a little at every frame, never resting, until a message is in sight: how far rows stood from where that had to bring them. */
const glide = (by: number, toSeq: number): string => `new Promise(done => {
  const box = document.querySelector('article').closest('section').querySelector(':scope > div')
  const off = []
  let [before, moved, frames, still] = [new Map(), 0, 0, 0]
  const look = () => {
    const rows = [...document.querySelectorAll('article')].filter(row => row.checkVisibility({ visibilityProperty: true }))
    const at = new Map(rows.map(row => [Number(row.dataset.seq), row.getBoundingClientRect().top]))
    const [seq, y] = [...at].find(([seq]) => before.has(seq)) ?? []
    if (seq !== undefined) off.push(before.get(seq) - y - moved)
    if (at.has(${toSeq}) || frames++ > 10_000) return done(off)
    // One is still being brought to where one begins.
    if (still < ${stillFrames}) still = at.size === before.size && [...at].every(([seq, y]) => before.get(seq) === y) ? still + 1 : 0
    before = at
    if (still < ${stillFrames}) off.length = 0
    const from = box.scrollTop
    if (still >= ${stillFrames}) box.scrollTop += ${by}
    moved = box.scrollTop - from
    requestAnimationFrame(() => setTimeout(look))
  }
  look()
})`

test('whoever scrolls on without a rest does not drift when rows far off are given up', { skip }, async () => {
  const { page, faults } = await browser.visit(hub, '/', { viewport: { width: 800, height: 900 } })
  await page.goto(`http://${hub.host}:${hub.webPort}/room/long/${first + 30}`)
  await page.locator('[data-marked=true]').waitFor()
  const off = await page.evaluate<number[]>(glide(700, first + messages - 200))
  assert.ok(off.length > 300)
  assert.deepEqual(
    off.filter(pixels => Math.abs(pixels) > 2),
    [],
  )
  assert.deepEqual(faults, [])
})
