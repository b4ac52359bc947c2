// A whole hub with people around it, all random, all from one seed: they talk, the network fails, the hub is killed; in the end nothing is lost.
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { Random } from '../support/random.ts'
import { until, within } from '../support/until.ts'
import { FaultyNetwork } from './faulty-network.ts'
import { judge } from './judge.ts'
import { Person } from './person.ts'
import { type Ends, readEnds, readTruth } from './truth.ts'

export type Simulated = { readonly entries: number; readonly kills: number; readonly rooms: number }

const settleMsMax = 60_000

/** Throws when anything that was promised does not hold. */
export async function simulate(seed: number, { people: count = 50, steps = 400 } = {}): Promise<Simulated> {
  const random = new Random(seed)
  await using folder = await temporaryFolder()
  await using network = new FaultyNetwork(random.branch())
  const hubs = new Hubs(folder.path)
  await using _hubs = hubs
  const first = await hubs.start()
  const ports = { line: await network.portTo(first.port), web: await network.portTo(first.webPort) }
  const people = Array.from({ length: count }, (_, index) => new Person(`P${index + 1}`, ports, random.branch()))
  await using everybody = new AsyncDisposableStack()
  for (const person of people) everybody.use(person)
  await within('everybody is here', Promise.all(people.map(person => person.client.ready())), settleMsMax)
  for (const [index, person] of people.slice(0, 3).entries()) person.do(client => client.create(`#open${index + 1}`))
  people[3]?.do(client => client.create('#closed', 'private'))

  const kills = new Set([random.between(steps / 4, steps / 2), random.chance(0.5) ? random.between(steps / 2, steps - 1) : -1])
  for (let step = 0; step < steps; step++) {
    for (let acts = random.between(1, 8); acts > 0; acts--) people[random.between(0, count - 1)]?.act()
    const chance = random.next()
    if (chance < 0.04) network.cut(random.pick(0.02, 0.1, 1))
    else if (chance < 0.06) network.freeze(random.pick(0.02, 0.1))
    else if (chance < 0.1) network.drag(0.2)
    else if (chance < 0.11) people[random.between(0, count - 1)]?.die()
    if (kills.has(step)) await hubs.killAndStart()
    await (random.chance(0.3) ? pause(random.between(0, 3)) : turn())
  }

  network.heal()
  for (const person of people) person.client.reconnectNow()
  await within('everything has its answer', Promise.all(people.map(person => person.settled())), settleMsMax)
  const missing = () => unfinished(people, readEnds(folder.path))
  await until('everybody has seen everything', () => missing().length === 0, settleMsMax).catch(thrown => {
    throw new Error(missing().join('\n'), { cause: thrown })
  })
  await hubs.stop()
  const final = readTruth(folder.path)
  judge(people, final)
  const entries = [...final.rooms.values()].reduce((sum, { last }) => sum + last, 0)
  return { entries, kills: hubs.kills, rooms: final.rooms.size }
}

/** What is still missing until everybody is live and at the end of every room, with nothing waiting. */
function unfinished(people: readonly Person[], { lasts, members }: Ends): string[] {
  return people.flatMap(({ name, client, sent, told }) => {
    const { connection, me, rooms: seen, unplaced } = client.state
    const own = [...new Set(members.get(me?.guest ?? 0)).add(1)]
    const missing = [
      connection.at !== 'live' && JSON.stringify(connection),
      told.length > 0 && told.at(-1)?.seq !== lasts.get(1) && `told up to ${told.at(-1)?.seq} of ${lasts.get(1)}`,
      sent.some(({ outcome }) => outcome === 'open') && 'something sent is open',
      unplaced.some(each => each.state !== 'refused') && 'something is unplaced',
      own.length !== seen.size && `in ${[...seen.keys()]} instead of ${own}`,
      ...own.map(id => seen.get(id)?.last !== lasts.get(id) && `room ${id} at ${seen.get(id)?.last} of ${lasts.get(id)}`),
      ...[...seen.values()].map(room => room.pending.some(each => each.state !== 'refused') && `something waits in ${room.name}`),
    ]
    return missing.filter(each => each !== false).map(each => `${name}: ${each}`)
  })
}

/** The hub, which is killed and started again on the same data and the same ports. */
class Hubs implements AsyncDisposable {
  kills = 0
  readonly #data: string
  #args = ['--rates', 'off', '--idle-seconds', '2', '--max-clients', '10000']
  #hub: RunningHub | undefined

  constructor(data: string) {
    this.#data = data
  }

  async start(): Promise<RunningHub> {
    const hub = await startHub({ data: this.#data, args: this.#args })
    this.#hub = hub
    this.#args = [...this.#args.slice(0, 6), '--line-port', String(hub.port), '--web-port', String(hub.webPort)]
    return hub
  }

  async killAndStart(): Promise<void> {
    await this.#hub?.stop('SIGKILL')
    this.kills++
    await this.start()
  }

  async stop(): Promise<void> {
    await this.#hub?.stop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hub?.[Symbol.asyncDispose]()
  }
}
