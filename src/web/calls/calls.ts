// Somebody calls: writes directly, or names oneself. It is told as this person wants it: in the page, outside of it, by a tone; never for what one
// is looking at.
import { useEffect, useRef } from 'react'
import { plainText } from '../message/plain-text.ts'
import { waited } from '../party/ahead.ts'
import { useParty } from '../party/party.ts'
import { callsIn, callsOf, findRoom, titleOf } from '../party/rooms.ts'
import { go, type Place, refOf, usePlace } from '../place.ts'
import { settings } from '../settings.ts'
import { useAttended } from '../timeline/attended.ts'
import { tell } from '../told.ts'
import { useBeyond } from '../words/beyond.tsx'
import { showNotice } from './system.ts'
import { playTone } from './tone.ts'

export function useCalls(): void {
  const words = useBeyond().calls
  const rooms = useParty(state => state.rooms)
  const me = useParty(state => state.me?.guest)
  const place = usePlace()
  const attended = useAttended()
  const open = useParty(state => (place.view === 'room' ? findRoom(state, place.room)?.id : undefined))
  const before = useRef(waited())
  useEffect(() => {
    const known = before.current
    before.current = callsIn(rooms)
    const calling = [...rooms.values()].filter(room => callsOf(room) > (known.get(room.id) ?? 0) && !(attended && room.id === open))
    if (calling.length === 0) return
    const { inPage, system, sound } = settings.get()
    if (sound) playTone()
    for (const room of calling) {
      const title = titleOf(room, me)
      const last = room.timeline.rows.findLast(row => row.kind === 'message' && row.guest !== me && row.deleted === undefined)
      const text = last?.kind === 'message' ? plainText(last.text) : undefined
      const sentence =
        last === undefined || text === undefined
          ? words.many(title)
          : room.kind === 'direct'
            ? words.direct(last.author, text)
            : words.mention(last.author, title, text)
      const to: Place = { view: 'room', room: refOf(room), ...(last !== undefined && room.kind !== 'direct' && { at: last.seq }) }
      if (inPage && attended) tell(sentence, false, to)
      if (system && !attended) void showNotice(title, sentence, to, () => go(to))
    }
  }, [rooms, me, open, attended, words])
}
