// The page for those who see it otherwise: twice as large, from right to left, and without motion.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect } from '../../src/client/connect.ts'
import { browserOf, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

/** Arabic and Hebrew. */
const [layla, noa] = ['ليلى', 'נועה']
const [greeting, answer] = ['مرحبا بالجميع! عندنا 3 أسئلة (و PDF واحد).', 'שלום ליילא, ראיתי את report.pdf אתמול.']

if (skip === false) {
  for (const [name, text] of [
    [layla, greeting],
    [noa, answer],
    ['Ann', `A word that fits nowhere: https://example.org/${'wide/'.repeat(40)}`],
  ] as const) {
    await using one = connect(`ws://${hub.host}:${hub.webPort}`, { name })
    await one.room('#lobby').send(text)
    await one.room('#lobby').send(['```', 'a line of code that goes on '.repeat(10), '```'].join('\n'))
  }
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

const endOf = ({ x, width }: Box): number => x + width

/** What is cut off: what reaches out of the window, and words and buttons that are wider than the place they have. */
const cutOff = `(() => {
  const faults = []
  const scrolls = one => { for (let box = one.parentElement; box; box = box.parentElement) if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return true; return false }
  if (document.scrollingElement.scrollWidth > innerWidth) faults.push('the page scrolls sideways: ' + document.scrollingElement.scrollWidth)
  for (const one of document.querySelectorAll('#page *')) {
    const { left, right, width, height } = one.getBoundingClientRect()
    const style = getComputedStyle(one)
    if (width <= 1 || height <= 1 || style.visibility === 'hidden' || !one.checkVisibility()) continue
    if ((right > innerWidth + 1 || left < -1) && !scrolls(one)) faults.push(one.tagName + '.' + one.className + ' reaches from ' + left + ' to ' + right)
    const isCut = one.scrollWidth > one.clientWidth + 1 && style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis'
    if (isCut && one.clientWidth > 1) faults.push(one.tagName + '.' + one.className + ' cuts off ' + (one.scrollWidth - one.clientWidth) + ' pixels')
  }
  return faults
})()`

test('at 200 % nothing is cut off, and the page does not scroll sideways', { skip }, async () => {
  const { page, faults } = await browser.visit(hub, '/', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 })
  const found: Record<string, string[]> = {}
  const look = async (view: string): Promise<void> => {
    found[view] = await page.evaluate<string[]>(cutOff)
  }
  await page.getByText(greeting).waitFor()
  await look('lobby')
  const composer = page.locator('#composer')
  await composer.fill('one\ntwo\nthree')
  assert.ok(((await composer.boundingBox())?.y ?? 0) + ((await composer.boundingBox())?.height ?? 0) <= 400, 'one sees what one writes')
  await composer.fill('')
  await page.getByRole('button', { name: 'Rooms and people' }).click()
  await page.getByRole('dialog').waitFor()
  await look('rooms')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  for (const view of ['search', 'status', 'settings']) {
    await page.goto(`http://${hub.host}:${hub.webPort}/${view}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await look(view)
  }
  for (const [view, all] of Object.entries(found)) assert.deepEqual(all, [], view)
  assert.deepEqual(faults, [])
})

test('what is written from right to left stands so, and turns around neither its name, its time nor the page', { skip }, async () => {
  const { page, faults, sees, say } = await browser.visit(hub)
  await sees(answer)
  for (const [name, text] of [
    [layla, greeting],
    [noa, answer],
  ] as const) {
    const article = page.getByRole('article', { name }).filter({ hasText: text })
    const boxes = [article.locator('strong'), article.locator('time'), article.locator('[aria-hidden=true]'), article.locator('p')]
    const [author, time, face, said] = await Promise.all(boxes.map(place => place.first().boundingBox()))
    assert.ok(author && time && face && said)
    // Face, name, time: from left to right, as for everybody.
    assert.ok(endOf(face) <= author.x + 1 && endOf(author) <= time.x + 1, `${name}: the name stands between the face and the time`)
    assert.ok(author.y + author.height <= said.y + 1, `${name}: the text stands below the name`)
    assert.match(await article.locator('time').first().innerText(), /^\d{1,2}:\d\d(?: [AP]M)?$/)
  }
  assert.deepEqual(
    await page.evaluate(`[...document.querySelectorAll('article p')].slice(0, 2).map(one => getComputedStyle(one).direction)`),
    ['rtl', 'rtl'],
  )
  assert.equal(await page.evaluate('getComputedStyle(document.documentElement).direction'), 'ltr')
  const composer = page.locator('#composer')
  await composer.fill(answer)
  assert.equal(await page.evaluate('getComputedStyle(document.activeElement).direction'), 'rtl')
  await say(`${greeting} @${noa} hello`)
  await sees('hello')
  assert.deepEqual(faults, [])
})

test('who wants less motion gets none that is longer than a blink', { skip }, async () => {
  const { page, faults, say, sees } = await browser.visit(hub, '/', { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  const blinkMs = 50
  // Everything that begins to move while one goes around, however short.
  await page.evaluate(`(() => {
    window.moved = []
    const note = ({ target, type }) => {
      for (const one of target.getAnimations()) {
        const { endTime, iterations } = one.effect.getComputedTiming()
        if (endTime > ${blinkMs}) window.moved.push(type + ' of ' + target.className + ' for ' + endTime)
      }
    }
    for (const type of ['animationstart', 'transitionrun']) document.addEventListener(type, note, true)
  })()`)
  await say('does it move?')
  await sees('does it move?')
  await page.getByRole('article').first().hover()
  await page.getByRole('button', { name: 'React with ❤️' }).first().waitFor()
  await page.getByRole('button', { name: 'Share this place' }).click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: /^People/ }).click()
  await page.getByRole('complementary').getByText('Here now').waitFor()
  await using typist = connect(`ws://${hub.host}:${hub.webPort}`, { name: 'Tina' })
  await typist.ready()
  typist.room('#lobby').typing()
  await page.getByText('Tina is typing').waitFor()
  // To a message by its link: it is marked without a flash.
  await page.evaluate(
    `(() => { history.pushState(null, '', '/room/lobby/' + document.querySelector('article').dataset.seq); dispatchEvent(new PopStateEvent('popstate')) })()`,
  )
  await page.locator('[data-marked=true]').waitFor()
  assert.deepEqual(await page.evaluate('window.moved'), [])
  assert.deepEqual(
    await page.evaluate(`document.getAnimations().map(one => one.effect.getComputedTiming().endTime).filter(ms => ms > ${blinkMs})`),
    [],
  )
  assert.deepEqual(faults, [])
})
