// A conversation as one would find it at a hub: several people, rooms, files, a picture, code, answers, reactions. For the pictures of the page.
import { connect, type Partyline, type Room } from '../src/client/connect.ts'

const names = ['Ann', 'Ben', 'Cem', 'Dora', 'Emil'] as const
type Name = (typeof names)[number]

/** Talks as five people and stays connected, so that they are seen as present. `picture` is a PNG of the moisture in the beds. */
export async function converse(address: string, picture: Uint8Array): Promise<AsyncDisposable> {
  const people = new Map<Name, Partyline>()
  for (const name of names) {
    const one = connect(address, { name })
    await one.ready()
    people.set(name, one)
  }
  const as = (name: Name): Partyline => {
    const one = people.get(name)
    if (one === undefined) throw new Error(`Nobody is called ${name}.`)
    return one
  }
  const lobby = (name: Name): Room => as(name).room('#lobby')

  await as('Ann').create('#greenhouse', 'open', 'Beds, pumps and who waters at the weekend')
  await as('Ben').create('#firmware', 'open')
  await as('Cem').create('#lunch', 'open')
  for (const name of ['Ben', 'Dora'] as const) await as(name).join('#greenhouse')

  await lobby('Ann').send('Good morning! Bed 3 was dry again this night. @Ben, does its valve close too early?')
  await leave(lobby('Ann'), 'moisture-bed-3.png', picture)
  await lobby('Ben').send('It closes after 40 s, whatever the sensor says. That was me, on Tuesday:')
  const { seq: code } = await lobby('Ben').send(
    ['```ts', 'const enough = (bed: Bed) =>', '  bed.moisture > bed.wanted || bed.openSeconds > 40', '```'].join('\n'),
  )
  await lobby('Dora').send('Then **120 s** for the raised beds? They are twice as deep.', { replyTo: code })
  await leave(lobby('Ben'), 'valve-2.4.1.bin', new Uint8Array(1_310_720).fill(7))
  const { seq: fixed } = await lobby('Ben').send('120 s it is, in the new build.')
  await lobby('Cem').send('Flashed and watched it: bed 3 is at 41 %, and the valve is shut. Who waters on Sunday?')
  for (const name of ['Ann', 'Dora', 'Cem'] as const) await lobby(name).react(fixed, '🎉')
  await lobby('Emil').react(fixed, '👍')
  return { [Symbol.asyncDispose]: async () => void (await Promise.all([...people.values()].map(one => one.close()))) }
}

/** What is said elsewhere while somebody looks at the lobby: rooms light up, and a direct message waits. */
export async function callFromElsewhere(address: string, whom: string): Promise<AsyncDisposable> {
  const ida = connect(address, { name: 'Ida' })
  await ida.ready()
  const direct = await ida.direct(whom)
  await direct.send('Are you at the workshop at two?')
  await ida.join('#greenhouse')
  for (const text of ['The tomatoes are ripe', 'Take some home']) await ida.room('#greenhouse').send(text)
  return { [Symbol.asyncDispose]: () => ida.close() }
}

async function leave(room: Room, name: string, content: Uint8Array): Promise<void> {
  await room.upload(content, { name }).done
}
