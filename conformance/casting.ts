// Who is on which carrier in a play. Every conversation is played with everybody on lines, on WebSockets and on frames over TCP, and mixed, so
// that everybody meets everybody.
import type { Conversation } from './conversation.ts'

export type Carrier = 'lines' | 'web' | 'tcp'
export type Casting = { readonly name: string; readonly carriers: ReadonlyMap<string, Carrier> }

const carriers: readonly Carrier[] = ['lines', 'web', 'tcp']
const shown: Record<Carrier, string> = { lines: 'lines', web: 'WebSocket', tcp: 'frames over TCP' }

/** The plays of a conversation, no two of them alike. Without a web door nobody is on a WebSocket. */
export function castingsOf(conversation: Conversation, hasWeb = true): Casting[] {
  const people = [...new Set(conversation.steps.filter(step => step.does === 'arrive').flatMap(({ who }) => who))]
  const may = (who: string, carrier: Carrier): boolean => {
    if (carrier === 'web' && !hasWeb) return false
    const kind = conversation.on.get(who) ?? (conversation.framesOnly ? 'frames' : undefined)
    return kind === undefined || (kind === 'lines') === (carrier === 'lines')
  }
  const cast = (wanted: (index: number) => number): Casting => {
    const given = people.map((who, index) => [who, choose(who, wanted(index), may)] as const)
    return { name: given.map(([who, carrier]) => `${who}: ${shown[carrier]}`).join(', '), carriers: new Map(given) }
  }
  // Who begins on which carrier in the mixed play differs from conversation to conversation.
  const plays = [...carriers.map((_, turn) => cast(() => turn)), cast(index => index + conversation.at)]
  return [...new Map(plays.map(play => [play.name, play])).values()]
}

function choose(who: string, wanted: number, may: (who: string, carrier: Carrier) => boolean): Carrier {
  const inTurn = carriers.map((_, index) => carriers[(wanted + index) % carriers.length] ?? 'lines')
  return inTurn.find(carrier => may(who, carrier)) ?? 'lines'
}
