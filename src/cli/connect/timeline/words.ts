// A message's text in spans: names that are called, links, and oneself in a way that cannot be overlooked. And entries that are no
// messages, as sentences.
import type { TimelineRow } from '../../../client/state/state.ts'
import type { WireEntry } from '../../../protocol/json.ts'
import { writeBytes } from '../../amounts.ts'
import { plainLine, plainText } from '../plain.ts'
import { looks, type Span, span } from '../spans.ts'

const marked = /(@[\p{L}\p{N}][\p{L}\p{N}\p{M}_.-]*|https?:\/\/[^\s<>"]+)/u

/** `name` is one's own. */
export function textSpans(text: string, name: string | undefined): Span[] {
  return plainText(text)
    .split(marked)
    .flatMap((part, index) => {
      if (part === '') return []
      if (index % 2 === 0) return [span(part)]
      if (!part.startsWith('@')) return [span(part, looks.link)]
      return [span(part, isName(part.slice(1), name) ? looks.mention : looks.named)]
    })
}

/** A dot or a dash at the end may be the sentence's. */
const isName = (called: string, name: string | undefined): boolean =>
  name !== undefined && [called, called.replace(/[.-]+$/, '')].some(word => word.toLowerCase() === name.toLowerCase())

/** What happened, in words; of a message its text in one line. */
export function sentenceOf(entry: TimelineRow | WireEntry): string {
  const author = plainLine(entry.author)
  switch (entry.kind) {
    case 'message':
      return entry.deleted === undefined ? plainLine(entry.text) : `* ${author} deleted this`
    case 'edit':
      return `* ${author} edited ${entry.of}: ${plainLine(entry.text)}`
    case 'delete':
      return `* ${author} deleted ${entry.of}`
    case 'react':
      return entry.on
        ? `* ${author} reacted ${plainLine(entry.emoji)} to ${entry.of}`
        : `* ${author} took back ${plainLine(entry.emoji)} from ${entry.of}`
    case 'topic':
      return entry.text === '' ? `* ${author} took the topic away` : `* ${author} set the topic: ${plainLine(entry.text)}`
    case 'rename':
      return `* ${author} renamed the room ${plainLine(entry.name)}`
    case 'archive':
      return entry.on ? `* ${author} archived the room` : `* ${author} opened the room again`
    case 'member': {
      if (entry.change === 'invited') return `* ${author} invited ${plainLine(entry.name)}`
      return `* ${plainLine(entry.name)} ${entry.change} the room`
    }
    case 'file':
      return `* ${author} put ${plainLine(entry.name)} (${writeBytes(entry.bytes)})`
    case 'file-gone':
      return entry.why === 'expired'
        ? `* The file ${plainLine(entry.name)} has had its days`
        : `* ${author} deleted the file ${plainLine(entry.name)}`
    case 'file-renamed':
      return `* ${author} renamed the file ${plainLine(entry.name)} to ${plainLine(entry.to)}`
    default:
      return entry satisfies never
  }
}
