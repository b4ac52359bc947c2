// The rooms that one is in, which of them is the current one, and what was seen of each. Direct conversations are not among them: the
// line door cannot be asked for their log.
import { clientBounds } from '../../client/lines/bounds.ts'
import { archivedBy, readEntryRows, renamedTo } from '../../client/lines/entries.ts'
import type { Answer } from '../../client/lines/replies.ts'
import { readRoomName } from '../../protocol/names.ts'
import type { Ask } from './jobs.ts'
import { Place } from './place.ts'

export class Rooms {
  readonly lobby = new Place('#lobby', true)
  /** Where the user is: what is typed is for this room, also while there is no connection. */
  current: Place = this.lobby
  /** Where the hub takes this connection to be; undefined where it should not be. */
  here: Place | undefined = this.lobby
  /** A script was taken out of this room: what it goes on to say there is said nowhere, until it goes into another. */
  barred: string | undefined
  /** Something was said to or by this user alone. */
  hasDirect = false
  /** What the hub has to be asked before anything else is said: which room is the current one, or which rooms there are. */
  lost: 'where' | 'which' | undefined
  /** A room has another name, and it is not known which. */
  isRenamed = false
  /** A new connection is being made good for: what rooms say is left to the catching up. */
  isHeld = false
  readonly #others = new Set<Place>()
  readonly #names = new Set<string>()

  /** All but the lobby. */
  get others(): readonly Place[] {
    return [...this.#others]
  }

  /** Names for the Tab key: the rooms one is in, and those that the hub has told of. */
  get names(): readonly string[] {
    return [...new Set([this.lobby.name, ...this.others.map(place => place.name), ...this.#names])]
  }

  named(name: string): Place | undefined {
    return name === this.lobby.name ? this.lobby : this.others.find(place => place.name === name)
  }

  /** Whether one is still in it. */
  has(place: Place): boolean {
    return place.isLobby || this.#others.has(place)
  }

  /** The room of that name, from now on one of those that one is in; undefined where a hub goes too far. */
  add(name: string): Place | undefined {
    const known = this.named(name)
    if (known !== undefined) return known
    if (this.#others.size >= clientBounds.roomsMax || !isRoomName(name)) return undefined
    const place = new Place(name)
    this.#others.add(place)
    return place
  }

  /** One is not in it any more. What is typed stays meant for it until the user has been told. */
  drop(place: Place): void {
    this.#others.delete(place)
    if (this.here === place) this.here = undefined
  }

  /** The connection is a new one: all that comes is left to the catching up. */
  hold(): void {
    this.isHeld = true
    for (const place of [this.lobby, ...this.#others]) place.isHeld = true
    this.here = this.lobby
  }

  /** A chat line came. Answers whether it is to be shown now. */
  heard(label: string, said: string, isQuiet: boolean): boolean {
    if (label.startsWith('@')) this.hasDirect = true
    const place = this.named(label)
    if (place === undefined) {
      // One comes into no room unasked: it is one of those that one is in, under another name.
      if (label.startsWith('#')) this.isRenamed = true
      return label.startsWith('@') || !this.isHeld
    }
    if (place.isHeld) return false
    place.seen.chat(said)
    this.learn(place, said)
    if (isQuiet) place.seen.quiet()
    return true
  }

  /** What an entry changes about the room itself. */
  learn(place: Place, said: string): void {
    const name = renamedTo(said)
    if (name !== undefined && !place.isLobby && isRoomName(name)) place.name = name
    place.isArchived = archivedBy(said) ?? place.isArchived
  }

  /** Names of rooms, for the Tab key. */
  heardNames(rows: readonly string[]): void {
    for (const row of rows) {
      const [name = ''] = row.split(' ')
      if (this.#names.size < clientBounds.roomNamesMax && isRoomName(name)) this.#names.add(name)
    }
  }

  /** A line was answered, and nothing that follows the answer has been read yet. */
  answered({ bearing, room }: Ask, answer: Answer): void {
    if (answer.answer === 'refused') return
    if (answer.answer === 'rows') this.#answeredRows(answer.word, answer.rows, room)
    else if (bearing.to === 'room' && bearing.entry !== undefined && room !== undefined) {
      room.seen.own(bearing.entry.deed, bearing.entry.perhaps)
      this.learn(room, `* me${bearing.entry.deed}`)
    } else if (bearing.to === 'people') this.hasDirect = true
    else if (bearing.to === 'rooms') this.#moved(bearing.verb, answer.line)
  }

  #answeredRows(word: string, rows: readonly string[], room: Place | undefined): void {
    if (word === 'ROOMS') this.heardNames(rows)
    const last = word === 'HISTORY' ? readEntryRows(rows)?.at(-1) : undefined
    if (last !== undefined) room?.seen.reached(last.seq)
  }

  #moved(verb: 'join' | 'create' | 'leave' | 'resume', line: string): void {
    this.barred = undefined
    if (verb === 'resume') this.lost = 'which'
    else if (verb === 'leave') this.#left(line.slice('LEAVE '.length))
    else this.#entered(line)
  }

  #entered(line: string): void {
    const { name, seq } = readJoin(line) ?? { name: '', seq: 0 }
    const isNew = this.named(name) === undefined
    const place = this.add(name)
    if (place === undefined) {
      this.lost = 'where'
      return
    }
    if (isNew) place.seen.reached(seq)
    else if (place.seen.end !== seq) place.seen.doubt()
    this.here = place
    this.current = place
  }

  #left(name: string): void {
    const place = this.named(name)
    // Whether the current room stays the current one when another is left is for the hub to say.
    if (place !== undefined && !place.isLobby) this.drop(place)
    if (place === this.current) this.current = this.here = this.lobby
    else this.lost = 'where'
  }
}

/** Whether it could be a room's name as a hub keeps it. */
export function isRoomName(name: string): boolean {
  const read = readRoomName(name)
  return 'name' in read && read.name === name
}

/** `JOIN #ops 12` */
export function readJoin(line: string): { readonly name: string; readonly seq: number } | undefined {
  const [, name, digits] = /^JOIN (#\S+) (\d{1,15})$/.exec(line) ?? []
  return name === undefined ? undefined : { name, seq: Number(digits) }
}
