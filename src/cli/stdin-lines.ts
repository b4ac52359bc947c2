// The lines of a script's input, as bytes. A line that could not be sent comes as the reason why.
import { clientBounds } from '../client/lines/bounds.ts'

const LF = 0x0a
const CR = 0x0d
const IAC = 0xff

export type InputLine = { readonly bytes: Buffer; readonly text: string } | { readonly wrong: string }

/** Splits at LF, takes off one CR, and keeps no more than one line of the longest length in memory. */
export async function* inputLines(input: AsyncIterable<Buffer>): AsyncGenerator<InputLine, void, undefined> {
  let kept: Buffer[] = []
  let keptBytes = 0
  let number = 0
  for await (const chunk of input) {
    let from = 0
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      number++
      yield lineOf([...kept, chunk.subarray(from, end)], keptBytes + end - from, number)
      kept = []
      keptBytes = 0
      from = end + 1
    }
    keptBytes += chunk.length - from
    if (keptBytes <= clientBounds.typedLineBytesMax + 1) kept.push(chunk.subarray(from))
    else kept = []
  }
  if (keptBytes > 0) yield lineOf(kept, keptBytes, number + 1)
}

function lineOf(pieces: Buffer[], length: number, number: number): InputLine {
  if (length > clientBounds.typedLineBytesMax + 1)
    return { wrong: `Line ${number} is longer than ${clientBounds.typedLineBytesMax} bytes and was not sent.` }
  let bytes = Buffer.concat(pieces)
  if (bytes.at(-1) === CR) bytes = bytes.subarray(0, -1)
  // What editors put at the start of a file.
  if (number === 1 && bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf) bytes = bytes.subarray(3)
  // The hub would take this byte for telnet's and might find nothing left to answer.
  if (bytes.includes(IAC)) return { wrong: `Line ${number} is not UTF-8 and was not sent.` }
  return { bytes, text: bytes.toString('utf8') }
}
