// Who is connected and who was, as the hub's own record has it; looked at again while somebody looks.
import { useEffect, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import { limits } from '../../protocol/limits.ts'
import type { SessionRow } from '../../protocol/messages.ts'
import { useParty, usePartyline } from '../party/party.ts'

export type Sessions = { readonly here: readonly SessionRow[]; readonly past: readonly SessionRow[]; readonly asOf: number }

const againMs = 5_000
/** What may have ended between two looks. */
const lately = 50

export function useSessions(): { readonly sessions: Sessions | undefined; readonly wrong: string | undefined } {
  const party = usePartyline()
  const isLive = useParty(({ connection }) => connection.at === 'live')
  const notice = useParty(state => state.notices.at(-1)?.number)
  const [sessions, setSessions] = useState<Sessions>()
  const [wrong, setWrong] = useState<string>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew when somebody came or went.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let ended = false
    const look = async (past: number): Promise<void> => {
      try {
        const rows = await party.status(past)
        if (ended) return
        setSessions(before => withRows(before, rows))
        setWrong(undefined)
      } catch (thrown) {
        if (!(thrown instanceof PartylineError)) throw thrown
        if (!ended) setWrong(thrown.sentence)
      }
      if (!ended) again()
    }
    const again = (): void => {
      timer = setTimeout(() => (document.visibilityState === 'visible' ? void look(lately) : again()), againMs)
    }
    void look(sessions === undefined ? limits.statusPastMax : lately)
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [party, isLive, notice])
  return { sessions, wrong }
}

function withRows(before: Sessions | undefined, rows: readonly SessionRow[]): Sessions {
  const past = new Map((before?.past ?? []).map(row => [row.id, row]))
  for (const row of rows) if (row.ended !== undefined) past.set(row.id, row)
  const latest = [...past.values()].sort((a, b) => (b.ended?.at ?? 0) - (a.ended?.at ?? 0)).slice(0, limits.statusPastMax)
  return { here: rows.filter(({ ended }) => ended === undefined), past: latest, asOf: Date.now() }
}
