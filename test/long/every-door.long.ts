// One room, and four ways to be in it: the page, the terminal client, `partyline dial` and plain `nc`. All of them see the same lines in the same order.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { joined, main } from '../cli/connect/running-connect.ts'
import { entry } from '../cli/dial/running-dial.ts'
import { noTerminal, Terminal } from '../cli/dial/terminal.ts'
import { browserOf, noBrowser } from '../support/browser.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { skipUnless, works } from '../support/needs.ts'
import { until } from '../support/until.ts'

const skip = noBrowser || noTerminal() || skipUnless(works('nc', '-h'), 'Needs nc: apt install netcat-openbsd.')
const browser = browserOf()

/** What was said, in the order in which it is to be seen. */
const saidIn = (text: string): string[] => text.match(/hello number \d from the \w+/g) ?? []

test('the page, connect, dial and nc are in one room and see the same lines', { skip }, async () => {
  await using hub = await startHub({ args: ['--rates', 'off'] })
  await using home = await temporaryFolder()
  await using other = await temporaryFolder()
  const nc = spawn('nc', [hub.host, String(hub.port)])
  try {
    let heard = ''
    nc.stdout.setEncoding('utf8').on('data', text => (heard += text))
    const size = { columns: 100, rows: 40 }
    const dialling = Terminal.open(`"${process.execPath}" "${entry}" dial ${hub.host}:${hub.port} --name Dora`, {
      cwd: home.path,
      env: { XDG_STATE_HOME: home.path, NO_COLOR: '1' },
      ...size,
    })
    const [page, connect, dial] = await Promise.all([browser.visit(hub), joined(hub.webPort, 'Cora', other.path, size), dialling])
    await using _ = { [Symbol.asyncDispose]: () => Promise.all([connect, dial].map(one => one[Symbol.asyncDispose]())).then(() => {}) }
    await page.rename('Petra')
    await dial.until(rows => rows.includes('-- you are Dora'))
    nc.stdin.write('/name Nora\n')
    await until('nc has its name', () => heard.includes('Nora'))

    const says = [
      ['page', (text: string) => page.say(text)],
      ['connect', (text: string) => connect.say(text)],
      ['dial', (text: string) => dial.say(text)],
      ['nc', async (text: string) => void nc.stdin.write(`${text}\n`)],
    ] as const
    const said: string[] = []
    for (const number of [1, 2])
      for (const [door, say] of says) {
        const text = `hello number ${number} from the ${door}`
        await say(text)
        said.push(text)
        await until(`nc heard ${text}`, () => saidIn(heard).length === said.length)
      }

    assert.deepEqual(saidIn(heard), said)
    assert.match(heard, /\[#lobby\] Petra: hello number 1 from the page\n/)
    assert.match(heard, /^hello number 2 from the nc ACK$/m)
    await page.sees(said.at(-1) ?? '')
    assert.deepEqual(saidIn((await page.page.getByRole('article').allInnerTexts()).join('\n')), said)
    for (const [door, author] of [
      ['connect', 'Cora'],
      ['dial', 'Dora'],
      ['nc', 'Nora'],
    ] as const)
      assert.equal(
        await page.page
          .getByRole('article', { name: author })
          .filter({ hasText: `hello number 1 from the ${door}` })
          .count(),
        1,
      )
    await connect.until(rows => saidIn(main(rows).join('\n')).join() === said.join())
    // What one types there stands on the screen, too.
    await dial.until(rows => saidIn(rows.filter(row => !row.startsWith('You: h')).join('\n')).join() === said.join())
    assert.deepEqual(page.faults, [])
  } finally {
    nc.kill()
  }
})
