// Which key does what. The names are those of keys.ts; what is not here is text or nothing.
import type { Motion } from './editor.ts'

export type Intent =
  | { readonly intent: 'edit'; readonly motion: Motion }
  | { readonly intent: 'complete' | 'step' | 'room'; readonly by: 1 | -1 }
  | { readonly intent: 'page'; readonly by: 1 | -1 }
  | { readonly intent: 'room-number'; readonly number: number }
  /** Of the text while there is one, else of the timeline. */
  | { readonly intent: 'home' | 'end' }
  | {
      readonly intent:
        | 'oldest'
        | 'newest'
        | 'submit'
        | 'escape'
        | 'switch'
        | 'unread'
        | 'leave'
        | 'leave-if-empty'
        | 'focus'
        | 'blur'
        | 'redraw'
    }

const edit = (motion: Exclude<Motion['motion'], 'insert'>): Intent => ({ intent: 'edit', motion: { motion } })
const newLine: Intent = { intent: 'edit', motion: { motion: 'insert', text: '\n' } }

export const bindings: Readonly<Record<string, Intent>> = {
  Enter: { intent: 'submit' },
  'M-Enter': newLine,
  'S-Enter': newLine,
  'C-j': newLine,
  Tab: { intent: 'complete', by: 1 },
  'S-Tab': { intent: 'complete', by: -1 },
  Escape: { intent: 'escape' },
  'C-g': { intent: 'escape' },
  Left: edit('left'),
  'C-b': edit('left'),
  Right: edit('right'),
  'C-f': edit('right'),
  'M-b': edit('word-left'),
  'M-Left': edit('word-left'),
  'C-Left': edit('word-left'),
  'M-f': edit('word-right'),
  'M-Right': edit('word-right'),
  'C-Right': edit('word-right'),
  'C-a': edit('line-start'),
  'C-e': edit('line-end'),
  Backspace: edit('erase-left'),
  Delete: edit('erase-right'),
  'C-w': edit('cut-word-left'),
  'M-Backspace': edit('cut-word-left'),
  'M-d': edit('cut-word-right'),
  'C-u': edit('cut-to-start'),
  'C-k': edit('cut-to-end'),
  'C-y': edit('paste-cut'),
  Up: { intent: 'step', by: -1 },
  'C-p': { intent: 'step', by: -1 },
  Down: { intent: 'step', by: 1 },
  'C-n': { intent: 'step', by: 1 },
  PageUp: { intent: 'page', by: -1 },
  PageDown: { intent: 'page', by: 1 },
  Home: { intent: 'home' },
  End: { intent: 'end' },
  'C-Home': { intent: 'oldest' },
  'M-<': { intent: 'oldest' },
  'C-End': { intent: 'newest' },
  'M->': { intent: 'newest' },
  'M-Up': { intent: 'room', by: -1 },
  'M-Down': { intent: 'room', by: 1 },
  'C-t': { intent: 'switch' },
  'M-a': { intent: 'unread' },
  'C-l': { intent: 'redraw' },
  'C-c': { intent: 'leave' },
  'C-d': { intent: 'leave-if-empty' },
  Focus: { intent: 'focus' },
  Blur: { intent: 'blur' },
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map(number => [`M-${number}`, { intent: 'room-number', number }])),
}

/** What `/help` says of the keys. */
export const keysHelp: readonly (readonly [keys: string, about: string])[] = [
  ['Enter', 'send'],
  ['Alt-Enter, Ctrl-J, \\ Enter', 'a new line'],
  ['Tab, Shift-Tab', 'complete a name, a room, a command'],
  ['Up in an empty line', 'change the last message of yours'],
  ['PageUp, PageDown', 'look back, and forward again'],
  ['Home, End', 'the oldest that is loaded, the newest'],
  ['Alt-1 .. Alt-9, Alt-Up, Alt-Down', 'another room'],
  ['Ctrl-T', 'another room by its name'],
  ['Alt-A', 'the next room with unread messages'],
  ['Ctrl-A E B F, Alt-B F', 'move in the line, by words'],
  ['Ctrl-W U K, Alt-D; Ctrl-Y', 'cut; put back what was cut'],
  ['Esc', 'close a list, stop an edit or a reply'],
  ['Ctrl-C', 'leave; half-typed texts are kept'],
]
