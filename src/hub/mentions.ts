// Whom a text mentions by `@name`: those who are here are known at once; other names are left for the store, which knows the members.
import { limits } from '../protocol/limits.ts'
import { nameKeys } from '../protocol/names.ts'
import type { Presence } from './presence.ts'
import type { Room } from './room.ts'

const mention = /(?<![\p{L}\p{Nd}_])@([\p{L}\p{Nd}][\p{L}\p{Nd}\p{Mn}\p{Mc}_.-]*)/gu

export type Mentioned = { readonly mentions?: readonly number[]; readonly named?: readonly string[] }

export function mentionedIn(text: string, room: Room, presence: Presence): Mentioned {
  if (!text.includes('@')) return {}
  const mentions = new Set<number>()
  const named = new Set<string>()
  for (const [, name = ''] of text.matchAll(mention)) {
    if (mentions.size + named.size >= limits.mentionsMax) break
    // A sentence may end right after a name.
    const readings = [...new Set([name, name.replace(/[._-]+$/, '')])]
    const here = readings.map(reading => presence.named(reading)).find(session => session !== undefined && room.here.has(session))
    if (here !== undefined) mentions.add(here.guest)
    else for (const reading of readings) named.add(nameKeys(reading)[0])
  }
  return { ...(mentions.size > 0 && { mentions: [...mentions] }), ...(named.size > 0 && { named: [...named] }) }
}
