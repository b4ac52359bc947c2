// What a request's conditions and its range come to, for a file as it stands (RFC 9110, 13 and 14).
import type { IncomingHttpHeaders } from 'node:http'

/** A file as far as conditions know it. Without an ETag nothing is known of its content. */
export type Standing = { readonly etag: string | undefined; readonly modifiedAt: number | undefined; readonly bytes: number }

export type Verdict =
  | { readonly status: 200 | 304 | 412 | 416 }
  /** From byte `from` up to, not including, byte `to`. */
  | { readonly status: 206; readonly from: number; readonly to: number }

/** Of a GET or a HEAD. */
export function verdictOn(method: string, headers: IncomingHttpHeaders, standing: Standing): Verdict {
  if (headers['if-match'] !== undefined) {
    if (!matches(headers['if-match'], standing.etag, 'strongly')) return { status: 412 }
  } else if (isAfter(standing, headers['if-unmodified-since'])) return { status: 412 }
  if (headers['if-none-match'] !== undefined) {
    if (matches(headers['if-none-match'], standing.etag, 'weakly')) return { status: 304 }
  } else if (headers['if-modified-since'] !== undefined) {
    if (isAfter(standing, headers['if-modified-since']) === false) return { status: 304 }
  }
  if (method !== 'GET' || headers.range === undefined) return { status: 200 }
  return isSame(standing, [headers['if-range'] ?? []].flat()[0]) ? rangeOf(headers.range, standing.bytes) : { status: 200 }
}

/** Whether a list of ETags names what stands there; `*` names anything. */
export function matches(list: string, etag: string | undefined, how: 'strongly' | 'weakly'): boolean {
  if (list.trim() === '*') return true
  if (etag === undefined) return false
  return list.split(',').some(one => (how === 'weakly' ? one.trim().replace(/^W\//, '') : one.trim()) === etag)
}

/** One range of bytes. What is no range, or several, means the whole. */
function rangeOf(range: string, bytes: number): Verdict {
  const [, first = '', last = ''] = /^\s*bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(range) ?? []
  if (first === '' && last === '') return { status: 200 }
  if (first !== '' && last !== '' && Number(first) > Number(last)) return { status: 200 }
  const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first)
  const to = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1)
  return from < to ? { status: 206, from, to } : { status: 416 }
}

/** Whether the rest of what the asker has may come from this file. */
function isSame({ etag, modifiedAt }: Standing, ifRange: string | undefined): boolean {
  if (ifRange === undefined) return true
  if (ifRange.trimStart().startsWith('"')) return ifRange.trim() === etag
  const date = httpDate(ifRange)
  return date !== undefined && modifiedAt !== undefined && date === seconds(modifiedAt)
}

/** Whether the file was changed after that date; undefined when one of them is not known. */
function isAfter({ modifiedAt }: Standing, text: string | undefined): boolean | undefined {
  const date = text === undefined ? undefined : httpDate(text)
  return date === undefined || modifiedAt === undefined ? undefined : seconds(modifiedAt) > date
}

/** Seconds since 1970. */
function httpDate(text: string): number | undefined {
  const at = /^[A-Z][a-z]+,? .*\d\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : seconds(at)
}

const seconds = (at: number): number => Math.floor(at / 1_000)
