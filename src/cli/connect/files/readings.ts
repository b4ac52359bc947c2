// What a typed text means where a file's name may hold spaces: all ways to read it, the longest name first. Pure.

export type Reading = { readonly name: string; readonly to: string | undefined }

const quotedFirst = /^"((?:[^"\\]|\\.)*)"(?:\s+(.*))?$/

/** `name`, or `name to`; a name in double quotes is never ambiguous. */
export function getReadings(text: string): Reading[] {
  const quoted = readQuoted(text)
  if (quoted !== undefined) return [quoted]
  const spaces = [...text.matchAll(/\s+/g)].toReversed()
  return [
    { name: text, to: undefined },
    ...spaces.map(({ index, 0: space }) => ({ name: text.slice(0, index), to: text.slice(index + space.length) })),
  ]
}

/** `a to b`, or `a b`. */
export function moveReadings(text: string): Reading[] {
  const quoted = readQuoted(text)
  if (quoted !== undefined) return quoted.to === undefined ? [] : [{ name: quoted.name, to: unquoted(quoted.to.replace(/^to\s+/i, '')) }]
  const words = [...text.matchAll(/\s+to\s+/gi)].toReversed()
  const spaces = [...text.matchAll(/\s+/g)].toReversed()
  return [...words, ...spaces].map(({ index, 0: space }) => ({
    name: text.slice(0, index),
    to: unquoted(text.slice(index + space.length)),
  }))
}

/** A path as it was typed, pasted or dropped: in quotes, or as a shell would want it. */
export function pathReadings(text: string): string[] {
  const [, , inside] = /^(["'])(.+)\1$/.exec(text) ?? []
  return [...new Set([text, ...(inside === undefined ? [] : [inside]), ...(text.includes('\\') ? [text.replaceAll(/\\(.)/g, '$1')] : [])])]
}

function readQuoted(text: string): Reading | undefined {
  const [whole, name = '', to] = quotedFirst.exec(text) ?? []
  return whole === undefined ? undefined : { name: name.replaceAll(/\\(.)/g, '$1'), to }
}

const unquoted = (text: string): string => readQuoted(text)?.name ?? text
