// Whatever people write and call themselves, no script of theirs runs, and the page's policy never has to stop one.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect } from '../../src/client/connect.ts'
import { PartylineError } from '../../src/client/error.ts'
import { browserOf, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'
import { until } from '../support/until.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

const payloads = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(2)>',
  '<svg onload=alert(3)><animate onbegin=alert(4) attributeName=x dur=1s>',
  '<iframe srcdoc="<script>parent.alert(5)</script>"></iframe>',
  '[a link](javascript:alert(6))',
  '[a link](JaVaScRiPt&colon;alert(7))',
  '[a link](data:text/html,<script>alert(8)</script>)',
  '[a link](vbscript:alert(9))',
  '[a link](\u0001javascript:alert(10))',
  '![a picture](https://example.invalid/x.png" onerror="alert(11))',
  '<https://example.invalid/"onmouseover="alert(12)>',
  'https://example.invalid/"><img src=x onerror=alert(13)>',
  '`<img src=x onerror=alert(14)>`',
  '```html\n<script>alert(15)</script>\n```',
  '<a href="javascript:alert(16)">x</a><base href="//example.invalid/"><style>*{display:none}</style>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(17)>',
  '[x]: javascript:alert(18)\n[x]',
  '| a | b |\n|---|---|\n| <img src=x onerror=alert(19)> | [x](javascript:alert(20)) |',
  '<form action="javascript:alert(21)"><button autofocus onfocus=alert(22)>',
  '{{constructor.constructor("alert(23)")()}} <%= alert(25) %>',
  '<details open ontoggle=alert(26)>',
  '&lt;img src=x onerror=alert(27)&gt; &#60;script&#62;alert(28)&#60;/script&#62;',
  '*[**~~<script>alert(29)</script>~~**](javascript:alert(30))*',
  '@<img/src=x/onerror=alert(31)> #<svg/onload=alert(32)>',
  `${'*_~`['.repeat(300)}`,
  `${'> '.repeat(200)}deep`,
  `${'- '.repeat(100)}deep`,
]

test('no payload in texts, topics or names runs, loads or breaks anything', { skip }, async () => {
  const { page, faults, ...visitor } = await browser.visit(hub)
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))
  await using mallory = connect(`ws://${hub.host}:${hub.webPort}`, { name: 'Mallory' })
  const room = await mallory.create('#traps')
  await room.topic('<img src=x onerror=alert(41)>').catch(expectRefusal)
  for (const name of ['<img/src=x>', '"><script>alert(42)</script>', 'javascript:alert(43)'])
    await mallory.rename(name).catch(expectRefusal)
  for (const text of payloads) await room.send(text).catch(expectRefusal)
  await room.send('the end of it')
  await page.goto(`http://${hub.host}:${hub.webPort}/room/traps`)
  await visitor.sees('the end of it')
  const followed = new Set<string>()
  // Through all of it, under the pointer.
  await page.mouse.move(700, 300)
  await until('all of it was seen', async () => {
    for (const href of await page.evaluate<string[]>("[...document.querySelectorAll('article a')].map(one => one.href)")) followed.add(href)
    await page.mouse.wheel(0, -400)
    return page.getByText('This is the beginning of #traps').isVisible()
  })
  await page.getByText('<script>alert(1)</script>', { exact: true }).waitFor()
  for (const href of followed) assert.match(href, /^(?:https?|mailto):/)
  assert.deepEqual(faults, [])
  const elsewhere = asked.filter(url => new URL(url).port !== String(hub.webPort) && !url.startsWith('data:'))
  assert.deepEqual(elsewhere, [])
})

/** The hub may say no to a payload; that is as good. */
function expectRefusal(thrown: unknown): void {
  assert.ok(thrown instanceof PartylineError, String(thrown))
}
