// What kind of answer a line will have. Replies are matched by order, so a client must know what it asked for.
import { Refusal } from '../../protocol/refusals.ts'
import { readCommand } from '../../protocol/text-commands.ts'

export type Expected =
  | { readonly reply: 'welcome' }
  | { readonly reply: 'receipt'; readonly text: string }
  /** `WORD <rows>`, the rows, `END`. */
  | { readonly reply: 'rows'; readonly word: string }
  /** One line that begins with this word, or is it. */
  | { readonly reply: 'line'; readonly word: string }
  /** A line that this client does not know as a command; a newer hub may. */
  | { readonly reply: 'any'; readonly line: string; readonly word: string }
  | { readonly reply: 'download' }
  | { readonly reply: 'upload'; readonly sha256: string }

/** What a line will be answered with; undefined for a blank line, which is not answered. */
export function expectedOf(line: string): Expected | undefined {
  const command = readCommand(line)
  if (command === undefined) return undefined
  if (command instanceof Refusal) return { reply: 'any', line, word: firstWord(line) }
  switch (command.verb) {
    case 'say':
    case 'msg':
      return { reply: 'receipt', text: command.text }
    case 'name':
    case 'token':
    case 'forget':
    case 'json':
    case 'join':
    case 'leave':
    case 'topic':
    case 'invite':
    case 'rename':
    case 'edit':
      return { reply: 'line', word: command.verb.toUpperCase() }
    case 'create':
      return { reply: 'line', word: 'JOIN' }
    case 'keep':
    case 'move':
    case 'cancel':
    case 'share':
    case 'unshare':
      return { reply: 'line', word: command.verb.toUpperCase() }
    case 'remove':
      return { reply: 'line', word: 'DELETE' }
    case 'archive':
      return { reply: 'line', word: command.on ? 'ARCHIVE' : 'UNARCHIVE' }
    case 'delete':
      return { reply: 'line', word: 'UNSAY' }
    case 'react':
      return { reply: 'line', word: command.on ? 'REACT' : 'UNREACT' }
    case 'search':
      return { reply: 'rows', word: 'FOUND' }
    case 'resume':
      return { reply: 'line', word: 'RESUMED' }
    case 'exit':
      return { reply: 'line', word: 'Goodbye,' }
    case 'get':
    case 'follow':
      return { reply: 'download' }
    case 'put':
      return { reply: 'upload', sha256: command.resume ?? '' }
    case 'status':
    case 'list':
    case 'help':
    case 'who':
    case 'history':
    case 'since':
    case 'limits':
    case 'transfers':
    case 'shares':
    case 'rooms':
      return { reply: 'rows', word: command.verb.toUpperCase() }
  }
  // A verb younger than this client: it is answered somehow.
  return { reply: 'any', line, word: firstWord(line) }
}

const firstWord = (line: string): string => (/^\/?([a-z]+)/i.exec(line)?.[1] ?? '').toUpperCase()
