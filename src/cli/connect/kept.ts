// What the screen keeps from one run to the next: which room was looked at, what was half typed in which, and which welcome was shown.
import type { Scene } from './desk.ts'
import { editorOf } from './editor.ts'
import type { Aim, Draft } from './ui.ts'

export type Kept = { readonly room: string | undefined; readonly drafts: ReadonlyMap<number, Draft>; readonly welcomed: string }

export function toKeep({ state, ui }: Scene): unknown {
  const drafts = [...ui.drafts]
    .filter(([, { editor }]) => editor.text !== '')
    .map(([room, { editor, aim }]) => ({ room, text: editor.text, aim }))
  return { room: state.rooms.get(ui.room)?.name, drafts, welcomed: ui.welcomed }
}

/** What cannot be read is left out. */
export function fromKept(value: unknown): Kept {
  const { room, drafts, welcomed } = fields(value)
  const read = (Array.isArray(drafts) ? drafts : []).map(fields).flatMap((draft): [number, Draft][] => {
    if (typeof draft.room !== 'number' || typeof draft.text !== 'string') return []
    return [[draft.room, { editor: editorOf(draft.text), aim: aimOf(fields(draft.aim)) }]]
  })
  const text = (one: unknown): string | undefined => (typeof one === 'string' ? one : undefined)
  return { room: text(room), drafts: new Map(read), welcomed: text(welcomed) ?? '' }
}

const fields = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? { ...value } : {})

const aimOf = ({ aim, seq }: Readonly<Record<string, unknown>>): Aim =>
  (aim === 'edit' || aim === 'reply') && typeof seq === 'number' ? { aim, seq } : { aim: 'say' }
