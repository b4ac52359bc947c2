// What is half written in each room, and what it answers or changes. Kept in the browser, so that nothing typed is lost.
import { keep, readKept, storeOf } from '../store.ts'

export type Draft = {
  readonly text: string
  readonly replyTo?: number
  /** While one changes a message of one's own, the draft waits beside it. */
  readonly editing?: { readonly seq: number; readonly text: string }
}

const key = 'partyline-drafts'
const keepAfterMs = 300
const draftsMax = 100
const none: Draft = { text: '' }

let waiting: ReturnType<typeof setTimeout> | undefined
const drafts = storeOf<ReadonlyMap<number, Draft>>(kept(), () => {
  waiting ??= setTimeout(save, keepAfterMs)
})

function save(): void {
  clearTimeout(waiting)
  waiting = undefined
  const all = [...drafts.get()].filter(([, { text, replyTo }]) => text !== '' || replyTo !== undefined)
  keep(
    key,
    all.slice(-draftsMax).map(([room, { text, replyTo }]) => ({ room, text, ...(replyTo !== undefined && { replyTo }) })),
  )
}

window.addEventListener('pagehide', save)

function kept(): ReadonlyMap<number, Draft> {
  const rows = readKept(key)
  if (!Array.isArray(rows)) return new Map()
  return new Map(
    rows.flatMap((row: { readonly room?: unknown; readonly text?: unknown; readonly replyTo?: unknown } | null) => {
      if (typeof row?.room !== 'number' || typeof row.text !== 'string') return []
      return [[row.room, { text: row.text, ...(typeof row.replyTo === 'number' && { replyTo: row.replyTo }) }] as const]
    }),
  )
}

export const useDraft = (room: number): Draft => drafts.use(all => all.get(room) ?? none)

export function setDraft(room: number, change: (draft: Draft) => Draft): void {
  drafts.set(all => new Map([...all].filter(([id]) => id !== room)).set(room, change(all.get(room) ?? none)))
}

export const startReply = (room: number, replyTo: number): void => setDraft(room, ({ text }) => ({ text, replyTo }))

export const startEditing = (room: number, seq: number, text: string): void =>
  setDraft(room, draft => ({ ...draft, editing: { seq, text } }))

/** No answer and no change any more; what was written stays. */
export const startAnew = (room: number): void => setDraft(room, ({ text }) => ({ text }))

/** What is being typed now: the changed message, or the draft. */
export const typedIn = ({ text, editing }: Draft): string => editing?.text ?? text

export const withTyped = (draft: Draft, text: string): Draft =>
  draft.editing === undefined ? { ...draft, text } : { ...draft, editing: { ...draft.editing, text } }
