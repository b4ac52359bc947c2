// The timeline of a long room: it begins at the end, goes back for ever, and keeps its place whatever comes in above and below.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect } from '../../src/client/connect.ts'
import { browserOf, noBrowser, type Visitor } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'
import { until } from '../support/until.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()
const messages = 2_000
const ann = connect(`ws://${hub.host}:${hub.webPort}`, { name: 'Ann', rowsKept: 0 })
after(() => ann.close())

if (skip === false) {
  const room = await ann.create('#long')
  // Of every length, so that no row is as high as another.
  const texts = Array.from({ length: messages }, (_, index) => `message ${index} ${'and so on '.repeat((index * 7) % 23)}`)
  await Promise.all(texts.map(text => room.send(text.trim())))
}

const wheel = 600

/** Looks at every frame: when the list has become longer by a page, by how much did the messages move that were there before? */
const watchGrowing = `(() => {
  window.jumps = []
  let before
  const look = () => {
    const rows = [...document.querySelectorAll('article')]
    const list = rows[0].closest('section').querySelector('article').parentElement.parentElement
    const at = new Map(rows.map(row => [row.dataset.seq, row.getBoundingClientRect().bottom]))
    const height = list.getBoundingClientRect().height
    if (before !== undefined && height > before.height + 1000) {
      const [seq, y] = [...at].find(([seq, y]) => before.at.has(seq) && y > 100) ?? []
      if (seq !== undefined) window.jumps.push(y - before.at.get(seq))
    }
    before = { at, height }
    requestAnimationFrame(look)
  }
  look()
})()`

/** The topmost message that is wholly to be seen, and how far below the edge it is. */
const topmost = ({ page }: Visitor): Promise<{ text: string; y: number }> =>
  until('a message is to be seen', () =>
    page.evaluate(`(() => {
      const rows = [...document.querySelectorAll('article')]
      const edge = rows[0]?.closest('section').getBoundingClientRect().top
      const row = rows.find(one => one.getBoundingClientRect().top >= edge)
      // Between two frames there may be none.
      return row !== undefined && { text: row.innerText.match(/message \\d+/)[0], y: row.getBoundingClientRect().top }
    })()`),
  )

const numberOf = ({ text }: { readonly text: string }): number => Number(text.split(' ')[1])

/** Nothing moves any more: over so many frames that what was on its way has come. */
const standsStill = ({ page }: Visitor, frames = 30): Promise<void> =>
  page.evaluate(`new Promise(done => {
    let [seen, still] = ['', 0]
    const look = () => {
      const now = [...document.querySelectorAll('article')].map(row => row.dataset.seq + ' ' + row.getBoundingClientRect().top).join()
      still = now === seen ? still + 1 : 0
      seen = now
      if (still < ${frames}) requestAnimationFrame(look)
      else done()
    }
    look()
  })`)

const enter = async (): Promise<Visitor> => {
  const visitor = await browser.visit(hub)
  await visitor.page.goto(`http://${hub.host}:${hub.webPort}/room/long`)
  await visitor.sees(`message ${messages - 1}`)
  return visitor
}

test('a room opens at its end, and only what is seen is in the page', { skip }, async () => {
  const { page, faults } = await enter()
  await until('the newest message is to be seen', () => page.getByText(`message ${messages - 1}`).isVisible())
  assert.ok((await page.getByRole('article').count()) < 60)
  assert.deepEqual(faults, [])
})

test('older messages come in above without moving what is looked at', { skip }, async () => {
  const visitor = await enter()
  const { page } = visitor
  await page.mouse.move(700, 300)
  await page.evaluate(watchGrowing)
  await until('it went back far', async () => {
    await page.mouse.wheel(0, -wheel)
    await standsStill(visitor, 2)
    return numberOf(await topmost(visitor)) < messages - 400
  })
  await standsStill(visitor)
  const jumps = await page.evaluate<number[]>('window.jumps')
  assert.ok(jumps.length >= 3, 'pages came in above')
  // The turn of the wheel itself may fall into the same frame.
  for (const jump of jumps) assert.ok(Math.abs(jump) < 2 || Math.abs(jump - wheel) < 2, `it jumped by ${jump} pixels`)
  const first = await topmost(visitor)
  // What others say meanwhile moves nothing, and is counted.
  await ann.room('#long').send('message 9999 from below')
  await page.getByRole('button', { name: '1 new message' }).waitFor()
  assert.deepEqual(await topmost(visitor), first)
  await page.getByRole('button', { name: '1 new message' }).click()
  await until('the news is to be seen', () => page.getByRole('article').filter({ hasText: 'message 9999 from below' }).isVisible())
  assert.deepEqual(visitor.faults, [])
})

test('a link to an old message leads there, and from there on in both directions', { skip }, async () => {
  const visitor = await enter()
  const { page } = visitor
  // The room's first entry is that it was joined; the messages follow.
  await page.goto(`http://${hub.host}:${hub.webPort}/room/long/502`)
  await page.locator('[data-marked=true]').waitFor()
  const marked = await page.locator('[data-marked=true]').getAttribute('data-seq')
  assert.equal(marked, '502')
  await standsStill(visitor)
  const before = numberOf(await topmost(visitor))
  await page.mouse.move(700, 300)
  await until('later ones come', async () => {
    await page.mouse.wheel(0, 1_500)
    return numberOf(await topmost(visitor)) > before + 100
  })
  await page.getByRole('button', { name: 'Jump to the newest' }).click()
  await until('the end is to be seen', () => page.getByText(`message ${messages - 1}`).isVisible())
  assert.deepEqual(visitor.faults, [])
})
