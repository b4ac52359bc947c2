// What a name may be, when two names are too alike to be connected at once, and which names nobody may choose.

import { asciiLookAlikes, lookAlikes } from './look-alikes.ts'

export const nameCodePointsMax = 32

// Composing (NFC) makes at most four code points into one, and a code point is at most two UTF-16 units:
// what is longer than this is no name, and no work is spent on it (putting a long pile of marks in order takes quadratic time).
const rawNameUnitsMax = nameCodePointsMax * 4 * 2

const wellFormed = /^[\p{L}\p{Nd}][\p{L}\p{Nd}\p{Mn}\p{Mc}_.-]*$/u
const invisible = /\p{Default_Ignorable_Code_Point}/u
// No language stacks more than this on one letter (Burmese and Tibetan come nearest); text that climbs over its neighbours' lines does.
const piledUp = /\p{Script=Inherited}{3}|\p{Mn}{4}|[\p{Mn}\p{Mc}]{7}|(\p{Mn})\1/u

export function readName(raw: string): { name: string } | { code: 'bad-name' } {
  if (raw.length > rawNameUnitsMax) return { code: 'bad-name' }
  const name = raw.normalize('NFC')
  if (!wellFormed.test(name) || invisible.test(name) || piledUp.test(name)) return { code: 'bad-name' }
  return [...name].length <= nameCodePointsMax ? { name } : { code: 'bad-name' }
}

/**
 * What a name is compared by, never shown by: two names are too alike when they have a key in common. The first key is the name
 * without case; the second, if there is one, is what it looks like as it is written, again without case. So `KaI` is like `Kai` and
 * like `Kal`, yet those two are not like each other: only a capital I looks like an l.
 */
export function nameKeys(name: string): readonly [string, ...string[]] {
  if (name.length > rawNameUnitsMax) return [name]
  const short = isAscii.test(name)
  const folded = short ? name.toLowerCase() : foldName(name)
  const seen = short ? asciiLook(name) : foldName(look(name))
  return seen === folded ? [folded] : [folded, seen]
}

const isAscii = /^[\0-\x7f]*$/

function asciiLook(name: string): string {
  return name.replace(/[01I]/g, letter => asciiLookAlikes[letter] ?? letter).toLowerCase()
}

/** Each letter made the one it looks like. A compatibility form that has no likeness of its own looks as its plain letters do. */
function look(name: string): string {
  const table = lookAlikes()
  let seen = ''
  for (const letter of name.normalize('NFD')) {
    const own = table.get(letter)
    if (own !== undefined) seen += own
    else for (const part of letter.normalize('NFKD')) seen += table.get(part) ?? part
  }
  return seen
}

/** Without case, compatibility forms (wide, mathematical, joined) and invisible characters. */
export function foldName(name: string): string {
  const plain = name.replace(/\p{Default_Ignorable_Code_Point}+/gu, '').normalize('NFKD')
  // Down, up and down again: `ẞ`, `ß` and `SS` meet only so, and so do the old forms of letters that have only a capital in common.
  const folded = plain.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKD')
  // Fonts draw no second dot over an i or a j.
  return folded.replace(/([ij])\u0307+/g, '$1')
}

/** The name of a room as it is kept, with its `#`, which may be left out. */
export function readRoomName(raw: string): { name: string } | { code: 'bad-room-name' } {
  const read = readName(raw.startsWith('#') ? raw.slice(1) : raw)
  return 'name' in read ? { name: `#${read.name}` } : { code: 'bad-room-name' }
}

/** What a room's name is compared by: two rooms are too alike when they have a key in common. */
export const roomKeys = (name: string): readonly [string, ...string[]] => nameKeys(name.startsWith('#') ? name.slice(1) : name)

export function guestName(number: number): string {
  return `Client${String(number).padStart(2, '0')}`
}

// The keys of the capitals are those of every spelling, and of what looks like the capitals too: `ADMlN`.
const hubNames = 'OPERATOR HUB PARTYLINE SERVER SYSTEM ADMIN ADMINISTRATOR ROOT EVERYONE ALL HERE LOBBY GUEST'.split(' ')
const reservedKeys = new Set(hubNames.flatMap(nameKeys))
const clientKeys = nameKeys('CLIENT')
const guestKey = new RegExp(`^(?:${clientKeys.join('|')})[0-9ol]+$`)

/** Whether the name is one the hub speaks by, or a guest's (`Client07`), or looks like such a name. */
export function isReservedName(name: string): boolean {
  if (name.length > rawNameUnitsMax) return false
  if (nameKeys(name).some(key => reservedKeys.has(key) || guestKey.test(key))) return true
  // Other scripts' digits have keys of their own, which are not always digits, but they still count a client.
  const word = name.replace(/\p{Nd}+$/u, '')
  return word !== name && nameKeys(word).some(key => clientKeys.includes(key))
}
