// What frames say, read back into the words of a conversation. Frames are read as plain JSON: a hub in any language may have written them.
import type { Told } from './vocabulary.ts'

export type Json = { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
export const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : [])
export const text = (value: unknown): string => (typeof value === 'string' ? value : `(${typeof value}, no text)`)
export const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)

export function readFrame(line: string): Json {
  const frame: unknown = JSON.parse(line)
  if (!isObject(frame)) throw new Error(`no frame is ${line}`)
  return frame
}

/** An entry, or a row of a page, in the words that all carriers share. */
export function toldOf(entry: Json): Told {
  const { seq, kind, author } = entry
  const told = { seq: number(seq), author: text(author) }
  switch (kind) {
    case 'message':
      return { ...told, kind, ...messageOf(entry) }
    case 'edit':
      return { ...told, kind, of: number(entry.of), text: text(entry.text), ...mentionsOf(entry) }
    case 'delete':
      return { ...told, kind, of: number(entry.of) }
    case 'react':
      return { ...told, kind, of: number(entry.of), emoji: text(entry.emoji), on: entry.on === true }
    case 'topic':
      return { ...told, kind, text: text(entry.text) }
    case 'rename':
      return { ...told, kind, name: text(entry.name) }
    case 'archive':
      return { ...told, kind, on: entry.on === true }
    case 'member':
      return { ...told, kind, change: text(entry.change), name: text(entry.name) }
    case 'file':
      return { ...told, kind, name: text(entry.name), bytes: number(entry.bytes) }
    case 'file-gone':
      return { ...told, kind, name: text(entry.name) }
    case 'file-renamed':
      return { ...told, kind, name: text(entry.name), to: text(entry.to) }
    default:
      throw new Error(`an entry of no known kind: ${JSON.stringify(entry)}`)
  }
}

function messageOf(entry: Json): Partial<Told> {
  if (entry.deleted !== undefined) return { deleted: true, ...(entry.text !== '' && { text: text(entry.text) }) }
  const reactions = objects(entry.reactions).map(({ emoji, count }) => `${text(emoji)} ${number(count)}`)
  return {
    text: text(entry.text),
    ...(entry.replyTo !== undefined && { replyTo: number(entry.replyTo) }),
    ...(entry.edited !== undefined && { edited: true }),
    ...(reactions.length > 0 && { reactions: reactions.join(', ') }),
    ...mentionsOf(entry),
  }
}

function mentionsOf({ mentions }: Json): Partial<Told> {
  return Array.isArray(mentions) ? { mentions: mentions.map(number) } : {}
}
