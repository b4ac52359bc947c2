// Who is on which carrier in a play. Every conversation is played with everybody on lines, on WebSockets and on frames over TCP, and mixed, so
// that everybody meets everybody.
import type { Conversation } from './conversation.ts'

export type Carrier = 'lines' | 'web' | 'tcp'
export type Casting = { readonly name: string; readonly carriers: ReadonlyMap<string, Carrier> }

const carriers: readonly Carrier[] = ['lines', 'web', 'tcp']
const shown: Record<Carrier, string> = { lines: 'lines', web: 'WebSocket', tcp: 'frames over TCP' }

/** The plays of a conversation, no two of them alike. */
export function castingsOf(conversation: Conversation): Casting[] {
  const people = [...new Set(conversation.steps.filter(step => step.does === 'arrive').flatMap(({ who }) => who))]
  const may = (who: string, carrier: Carrier): boolean => {
    const kind = conversation.on.get(who) ?? (conversation.framesOnly ? 'frames' : undefined)
    return kind === undefined || (kind === 'lines') === (carrier === 'lines')
  }
  const cast = (wanted: (index: number) => number): Casting => {
    const given = people.map((who, index) => [who, choose(who, wanted(index), may)] as const)
    return { name: given.map(([who, carrier]) => `${who}: ${shown[carrier]}`).join(', '), carriers: new Map(given) }
  }
  const plays = carriers.flatMap((_, turn) => [cast(() => turn), cast(index => index + turn)])
  return [...new Map(plays.map(play => [play.name, play])).values()]
}

function choose(who: string, wanted: number, may: (who: string, carrier: Carrier) => boolean): Carrier {
  const inTurn = carriers.map((_, index) => carriers[(wanted + index) % carriers.length] ?? 'lines')
  return inTurn.find(carrier => may(who, carrier)) ?? 'lines'
}
