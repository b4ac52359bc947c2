// What somebody in a conversation reads, searches and looks up: each is asked for on their carrier and compared with what is written.
import type { Report, Step } from './conversation.ts'
import type { Answer, Guest, Told } from './doors/vocabulary.ts'
import { Mismatch } from './listener.ts'
import type { Scene } from './scene.ts'

type Of<D extends Step['does']> = Extract<Step, { does: D }>
type Question = Of<'read' | 'read log' | 'search' | 'read topic' | 'see people' | 'see members' | 'see room' | 'unread'>

export async function question(guest: Guest, step: Question, scene: Scene, signal: AbortSignal): Promise<void> {
  switch (step.does) {
    case 'read':
      return read(guest, step, scene)
    case 'read log': {
      const { place, of, rows, refused } = step
      const answer = await guest.ask({ ask: 'log', place: scene.place(place), after: scene.seqOf(place, of) })
      checkAnswer(answer, refused, () => undefined)
      return answer.refused === undefined ? compareRows(guest, scene, rows, answer.rows ?? [], place) : undefined
    }
    case 'search':
      return search(guest, step, scene, signal)
    case 'read topic': {
      const answer = await guest.ask({ ask: 'which topic', place: scene.place(step.place) })
      return checkAnswer(answer, step.refused, found => expectSame(scene.text(step.topic), found.text))
    }
    case 'see people':
    case 'see members': {
      const answer = await guest.ask({ ask: step.does === 'see people' ? 'who' : 'members', place: scene.place(step.place) })
      const expected = step.people.map(who => scene.nameOf(who)).join(', ')
      return checkAnswer(answer, step.refused, found => expectSame(expected, found.names?.join(', ')))
    }
    case 'see room':
      return seeRoom(guest, step, scene)
    case 'unread': {
      const found = guest.unreadIn(scene.place(step.place))
      return expectSame(`${step.unread} unread, ${step.mentions} mentions`, `${found?.unread} unread, ${found?.mentions} mentions`)
    }
    default:
      return step satisfies never
  }
}

async function read(guest: Guest, { place, page, rows, refused }: Of<'read'>, scene: Scene): Promise<void> {
  const of = page?.of === undefined ? {} : { seq: scene.seqOf(place, page.of) }
  const asked = page === undefined ? {} : { page: { at: page.at, rows: page.rows, ...of } }
  const answer = await guest.ask({ ask: 'timeline', place: scene.place(place), ...asked })
  checkAnswer(answer, refused, () => undefined)
  if (answer.refused === undefined) await compareRows(guest, scene, rows, answer.rows ?? [], place)
}

/** What was just said is found a moment later: it is asked again until the answer is right, or the time is up. */
async function search(guest: Guest, { words, rows }: Of<'search'>, scene: Scene, signal: AbortSignal): Promise<void> {
  for (;;) {
    const answer = await guest.ask({ ask: 'search', text: scene.text(words) })
    const found = answer.refused === undefined ? (answer.rows ?? []) : []
    const wrong: unknown = await compareRows(guest, scene, rows, found).catch(fault => fault)
    if (wrong === undefined) return
    if (signal.aborted || !(wrong instanceof Mismatch)) throw wrong
  }
}

async function seeRoom(guest: Guest, { place, listed }: Of<'see room'>, scene: Scene): Promise<void> {
  const answer = await guest.ask({ ask: 'rooms' })
  const found = answer.refused === undefined ? answer.rooms?.find(room => room.place === scene.place(place)) : undefined
  const seen = found === undefined ? undefined : { kind: found.kind, state: found.state, here: found.here, topic: found.topic }
  expectSame(JSON.stringify(listed === undefined ? undefined : { ...listed, topic: scene.text(listed.topic) }), JSON.stringify(seen))
}

async function compareRows(guest: Guest, scene: Scene, expected: readonly Report[], all: readonly Told[], place = ''): Promise<void> {
  const got = all.filter(row => row.place !== '#lobby' || scene.isOurs(row.author))
  if (got.length !== expected.length) {
    const shown = got.map(row => `\n          ${JSON.stringify(row)}`).join('')
    throw new Mismatch(`expected: ${expected.length} rows\ngot:      ${got.length}${shown}`)
  }
  for (const [index, report] of expected.entries()) {
    const row = got[index]
    const where = report.deed.place ?? place
    if (row === undefined) continue
    if (row.place !== undefined) expectSame(scene.place(where), row.place)
    await compareTold(guest, scene.place(where), scene.told(report, where), row)
    scene.heard(scene.place(where), row, report.deed)
  }
}

/** Detail by detail, but for those that the carrier cannot say. */
export async function compareTold(guest: Guest, place: string, expected: Told, got: Told): Promise<void> {
  const mentions = await Promise.all((got.mentions ?? []).map(one => (typeof one === 'number' ? guest.nameOf(one, place) : one)))
  const plain = got.mentions === undefined ? got : { ...got, mentions: mentions.sort() }
  const blind: ReadonlySet<string> = guest.blind
  const compared = ({ seq: _, place: __, ...told }: Told): string =>
    JSON.stringify(
      Object.fromEntries(
        Object.entries(told)
          .filter(([detail]) => !blind.has(detail))
          .sort(),
      ),
    )
  expectSame(compared(expected), compared(plain))
}

export function checkAnswer(
  answer: Answer,
  refused: string | undefined,
  check: (answer: Exclude<Answer, { refused: string }>) => void,
): void {
  if (answer.refused !== refused)
    throw new Mismatch(
      `expected: ${refused === undefined ? 'no refusal' : `refused ${refused}`}\ngot:      ${answer.refused ?? 'no refusal'}`,
    )
  if (answer.refused === undefined) check(answer)
}

export function expectSame(expected: string | undefined, got: string | undefined): void {
  if (expected !== got) throw new Mismatch(`expected: ${expected ?? 'nothing'}\ngot:      ${got ?? 'nothing'}`)
}
