// The title of the tab: how much waits to be read, and where one is.
import { useEffect } from 'react'
import { useWords } from '../words/words.tsx'
import { useParty } from './party.ts'

export function usePartyTitle(): void {
  const words = useWords()
  const waiting = useParty(({ rooms }) =>
    [...rooms.values()].reduce((sum, { kind, unread, mentions }) => sum + (kind === 'direct' ? unread : mentions), 0),
  )
  const isAny = useParty(({ rooms }) => [...rooms.values()].some(({ unread }) => unread > 0))
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : isAny ? '• ' : ''}${words.product}`
  }, [waiting, isAny, words])
}
