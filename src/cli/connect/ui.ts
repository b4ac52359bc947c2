// What the screen knows beyond the hub's state: which room is looked at and where, what is being typed in each, what lies over it all.
// One immutable value and its reducer.
import type { Completion } from './completion.ts'
import { type Editor, editorOf, emptyEditor } from './editor.ts'
import type { Row } from './spans.ts'
import type { Place } from './timeline/window.ts'

/** What the typed text will be. */
export type Aim = { readonly aim: 'say' } | { readonly aim: 'edit' | 'reply'; readonly seq: number }
export type Draft = { readonly editor: Editor; readonly aim: Aim }

/** Where a line of a panel leads. */
type Target =
  | { readonly to: 'message'; readonly room: number; readonly seq: number }
  | { readonly to: 'room' | 'file'; readonly name: string }
type PanelLine = { readonly row: Row; readonly target?: Target }
/** `hint`: what Enter does with the chosen line. */
export type Panel = { readonly title: string; readonly hint?: string; readonly lines: readonly PanelLine[] }

/** `at` is the chosen line, or the first one shown of a panel that leads nowhere. */
export type Overlay =
  | { readonly over: 'panel'; readonly panel: Panel; readonly at: number }
  | { readonly over: 'switcher'; readonly typed: Editor; readonly at: number }

/** `since` is the room's last seq when one began to look back. */
type Scroll = { readonly place: NonNullable<Place>; readonly since: number }

/** A message that was jumped to, until the next key. */
type Mark = { readonly room: number; readonly seq: number }

export type Ui = {
  /** The room that is looked at; 0 for the lobby of a hub that was not reached yet. */
  readonly room: number
  readonly drafts: ReadonlyMap<number, Draft>
  /** Rooms that are not at their end. */
  readonly scrolls: ReadonlyMap<number, Scroll>
  /** Where one left off in the room that is looked at. */
  readonly freshAfter: number | undefined
  readonly completion: Completion | undefined
  readonly overlay: Overlay | undefined
  readonly mark: Mark | undefined
  /** The command that leads into another room and is not answered yet: what is typed meanwhile is for there. */
  readonly entering: string | undefined
  readonly notice: { readonly sentence: string; readonly wrong: boolean } | undefined
  /** Whether the terminal is looked at, as far as it tells. */
  readonly attended: boolean
  /** The welcome text that was shown last, in this run or a former one. */
  readonly welcomed: string
}

export const firstUi: Ui = {
  room: 0,
  drafts: new Map(),
  scrolls: new Map(),
  freshAfter: undefined,
  completion: undefined,
  overlay: undefined,
  mark: undefined,
  entering: undefined,
  notice: undefined,
  attended: true,
  welcomed: '',
}

export type Act =
  /** `freshAfter`: the read cursor if there is anything unread. */
  | { readonly act: 'enter'; readonly room: number; readonly freshAfter: number | undefined }
  | { readonly act: 'typed'; readonly editor: Editor; readonly completion?: Completion | undefined }
  | { readonly act: 'aimed'; readonly aim: Aim; readonly text: string }
  /** What was typed has been said, or is not wanted any more. */
  | { readonly act: 'done' }
  | { readonly act: 'scrolled'; readonly place: Place; readonly last: number }
  | { readonly act: 'entering'; readonly command: string | undefined }
  | { readonly act: 'marked'; readonly mark: Mark }
  /** The line after which everything is new; undefined for none. */
  | { readonly act: 'left-off'; readonly freshAfter: number | undefined }
  | { readonly act: 'shown'; readonly panel: Panel }
  | { readonly act: 'switching'; readonly typed: Editor; readonly at: number }
  | { readonly act: 'chosen'; readonly at: number }
  | { readonly act: 'closed' }
  | { readonly act: 'told'; readonly sentence: string; readonly wrong: boolean }
  /** A key was pressed: what was told and marked has been seen. */
  | { readonly act: 'untold' }
  | { readonly act: 'attended'; readonly on: boolean }
  | { readonly act: 'welcomed'; readonly text: string }

const sayNothing: Draft = { editor: emptyEditor, aim: { aim: 'say' } }

export const draftOf = (ui: Ui, room = ui.room): Draft => ui.drafts.get(room) ?? sayNothing

export function reduce(ui: Ui, act: Act): Ui {
  switch (act.act) {
    case 'enter': {
      const { room, freshAfter } = act
      // What was typed before the hub was reached goes along into the lobby.
      const early = ui.room === 0 ? ui.drafts.get(0) : undefined
      const drafts = early === undefined ? ui.drafts : without(put(ui.drafts, room, early), 0)
      return { ...ui, room, freshAfter, drafts, completion: undefined, overlay: undefined }
    }
    case 'typed':
      return { ...withDraft(ui, { editor: act.editor, aim: draftOf(ui).aim }), completion: act.completion }
    case 'aimed':
      return { ...withDraft(ui, { editor: editorOf(act.text, draftOf(ui).editor.cut), aim: act.aim }), completion: undefined }
    case 'done':
      return { ...withDraft(ui, { editor: { ...emptyEditor, cut: draftOf(ui).editor.cut }, aim: { aim: 'say' } }), completion: undefined }
    case 'scrolled': {
      if (act.place === undefined) return { ...ui, scrolls: without(ui.scrolls, ui.room) }
      const since = ui.scrolls.get(ui.room)?.since ?? act.last
      return { ...ui, scrolls: put(ui.scrolls, ui.room, { place: act.place, since }) }
    }
    case 'entering':
      return { ...ui, entering: act.command }
    case 'marked':
      return { ...ui, mark: act.mark }
    case 'left-off':
      return { ...ui, freshAfter: act.freshAfter }
    case 'shown':
      return { ...ui, overlay: { over: 'panel', panel: act.panel, at: 0 }, completion: undefined }
    case 'switching':
      return { ...ui, overlay: { over: 'switcher', typed: act.typed, at: act.at }, completion: undefined }
    case 'chosen':
      return ui.overlay === undefined ? ui : { ...ui, overlay: { ...ui.overlay, at: act.at } }
    case 'closed':
      return { ...ui, overlay: undefined, completion: undefined }
    case 'told':
      return { ...ui, notice: { sentence: act.sentence, wrong: act.wrong } }
    case 'untold':
      return ui.notice === undefined && ui.mark === undefined ? ui : { ...ui, notice: undefined, mark: undefined }
    case 'attended':
      return { ...ui, attended: act.on }
    case 'welcomed':
      return { ...ui, welcomed: act.text }
    default:
      return act satisfies never
  }
}

const withDraft = (ui: Ui, draft: Draft): Ui => ({ ...ui, drafts: put(ui.drafts, ui.room, draft) })

const put = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> => new Map(map).set(key, value)

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  const rest = new Map(map)
  rest.delete(key)
  return rest
}
