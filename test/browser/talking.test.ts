// The page in a real browser, against a real hub: arriving, talking, losing the line and having it back.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect } from '../../src/client/connect.ts'
import { faultsOf } from '../support/axe.ts'
import { browserOf, noBrowser } from '../support/browser.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { until } from '../support/until.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

test('whoever opens the address is in the lobby, takes a name, and is the same guest after loading again', { skip }, async () => {
  const ann = await browser.visit(hub)
  await ann.page.getByRole('heading', { name: '#lobby', exact: true }).waitFor()
  await ann.rename('Ann')
  await ann.say('I was here before')
  await ann.sees('I was here before')
  await ann.page.reload()
  await ann.page.getByRole('button', { name: 'You are Ann' }).waitFor()
  await ann.sees('I was here before')
  // Only its own author may change a message.
  const composer = ann.page.locator('#composer')
  await composer.press('ArrowUp')
  assert.equal(await composer.inputValue(), 'I was here before')
  await composer.press('Escape')
  assert.equal(await composer.inputValue(), '')
  assert.deepEqual(ann.faults, [])
})

test('two browsers talk, edit, react, answer and delete, and both see the same', { skip }, async () => {
  // A link to a room that there is not yet leads to making it.
  const eve = await browser.visit(hub)
  await eve.page.goto(`http://${hub.host}:${hub.webPort}/room/talk`)
  await eve.page.getByRole('button', { name: 'Make #talk' }).click()
  await eve.page.getByRole('heading', { name: '#talk', exact: true }).waitFor()
  const dan = await browser.visit(hub, '/room/talk')
  await Promise.all([eve.rename('Eve'), dan.rename('Dan')])

  await eve.say('carots for **thirty** people')
  await dan.sees('carots for thirty people')
  assert.equal(await dan.page.locator('strong', { hasText: 'thirty' }).count(), 1)
  await eve.page.locator('#composer').press('ArrowUp')
  await eve.say('carrots for **thirty** people')
  await dan.sees('carrots for thirty people')
  await dan.page.getByText('edited').waitFor()

  const message = dan.page.getByRole('article', { name: /^Eve/ }).filter({ hasText: 'carrots' })
  await message.hover()
  await message.getByRole('button', { name: 'React with ❤️' }).click()
  await eve.page.getByRole('button', { name: '❤️ 1', exact: true }).click()
  await dan.page.getByRole('button', { name: '❤️ 2, yours too' }).waitFor()
  // Any other is found by its name.
  await message.getByRole('button', { name: 'React', exact: true }).click()
  const line = dan.page.getByRole('textbox', { name: 'Find by name' })
  await line.pressSequentially('no such emoji')
  await dan.page.getByText('No emoji has such a name.').waitFor()
  await line.fill('carrot')
  assert.deepEqual(await faultsOf(dan.page), [])
  await line.press('Enter')
  await eve.page.getByRole('button', { name: '🥕 1', exact: true }).waitFor()
  await line.waitFor({ state: 'hidden' })

  await message.getByRole('button', { name: 'Reply' }).click()
  await dan.page.getByText('You answer Eve.').waitFor()
  await dan.say('I bring them, @Eve')
  await eve.sees('I bring them')
  const answer = eve.page.getByRole('article').filter({ hasText: 'I bring them' })
  await answer.getByRole('link', { name: 'Answers Eve' }).click()
  await eve.page.locator('[data-marked=true]', { hasText: 'carrots' }).waitFor()
  assert.equal(await answer.locator('[data-me=true]').innerText(), '@Eve')

  await message.hover()
  const mine = dan.page.getByRole('article').filter({ hasText: 'I bring them' })
  await mine.hover()
  await mine.getByRole('button', { name: 'More' }).click()
  await dan.page.getByRole('menuitem', { name: 'Delete' }).click()
  await dan.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await eve.page.getByText('This message was deleted.').waitFor()
  assert.equal(await answer.count(), 0)
  assert.deepEqual([...eve.faults, ...dan.faults], [])
})

test('what is said elsewhere lights the lamp of its room, and a mention says so', { skip }, async () => {
  const kim = await browser.visit(hub)
  await kim.rename('Kim')
  await using ben = connect(`ws://${hub.host}:${hub.webPort}`, { name: 'Ben' })
  const room = await ben.create('#lamps')
  await kim.page.goto(`http://${hub.host}:${hub.webPort}/room/lamps`)
  await kim.page.getByRole('heading', { name: '#lamps', exact: true }).waitFor()
  await kim.page.getByRole('link', { name: '#lobby' }).click()
  await room.send('one')
  await room.send('two for @Kim')
  const link = kim.page.getByRole('link', { name: '#lamps' })
  await kim.page.getByRole('link', { name: '#lamps 2 unread, mentions you' }).click()
  // Where one left off.
  await kim.page.getByText('New', { exact: true }).waitFor()
  await kim.sees('two for @Kim')
  await until('it counts as read', async () => (await link.getAttribute('data-unread')) === 'false')
  assert.deepEqual(kim.faults, [])
})

test('what is sent while the hub is away waits, is told to wait, and arrives once when it is back', { skip }, async () => {
  await using folder = await temporaryFolder()
  const first = await startHub({ data: folder.path, args: ['--rates', 'off'] })
  const sue = await browser.visit(first)
  await sue.rename('Sue')
  await sue.say('before')
  await sue.sees('before')
  await first.stop('SIGKILL')
  await sue.page.getByText('You are off the line.').waitFor()
  await sue.say('while it was away, 1')
  await sue.say('while it was away, 2')
  await sue.page.getByText('Waits for the line').first().waitFor()
  // Loaded again without a hub there is no page; loaded again with one nothing is lost.
  await using second = await startHub({ data: folder.path, args: ['--web-port', String(first.webPort), '--rates', 'off'] })
  await sue.page
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 5_000 })
    .catch(() => undefined)
  await sue.page.getByText('On the line').waitFor()
  await sue.sees('while it was away, 2')
  await until('nothing waits any more', async () => (await sue.page.getByText('Waits for the line').count()) === 0)
  await using witness = connect(`ws://${second.host}:${second.webPort}`)
  const { rows } = await witness.room('#lobby').page({ at: 'latest' })
  assert.deepEqual(
    rows.map(row => (row.kind === 'message' ? `${row.author}: ${row.text}` : row.kind)),
    ['Sue: before', 'Sue: while it was away, 1', 'Sue: while it was away, 2'],
  )
  assert.equal(await sue.page.getByRole('article').count(), 3)
  assert.deepEqual(sue.faults, [])
})

test('a draft is kept for each room, also when the page is loaded again', { skip }, async () => {
  const tom = await browser.visit(hub)
  const composer = tom.page.locator('#composer')
  await composer.fill('half a sentence')
  await tom.page.getByRole('button', { name: 'Find or make a room' }).click()
  await tom.page.getByRole('textbox', { name: 'Name of a room' }).fill('drafts')
  await tom.page.getByRole('button', { name: 'Make #drafts' }).click()
  await tom.page.getByRole('heading', { name: '#drafts', exact: true }).waitFor()
  assert.equal(await composer.inputValue(), '')
  await composer.fill('something else')
  await tom.page.reload()
  await tom.page.getByRole('heading', { name: '#drafts', exact: true }).waitFor()
  assert.equal(await composer.inputValue(), 'something else')
  await tom.page.getByRole('link', { name: '#lobby' }).click()
  assert.equal(await composer.inputValue(), 'half a sentence')
  assert.deepEqual(tom.faults, [])
})

test('a second tab takes over from the first, which says so and can take over again', { skip }, async () => {
  const zoe = await browser.visit(hub)
  await zoe.rename('Zoe')
  const other = await zoe.context.newPage()
  await other.goto(zoe.page.url())
  await other.getByRole('button', { name: 'You are Zoe' }).waitFor()
  await zoe.page.getByRole('button', { name: 'Use it here' }).click()
  await zoe.page.getByRole('button', { name: 'You are Zoe' }).waitFor()
  await other.getByRole('button', { name: 'Use it here' }).waitFor()
  assert.deepEqual(zoe.faults, [])
})
