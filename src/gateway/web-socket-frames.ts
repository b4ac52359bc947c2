// WebSocket frames from a server: unmasked, so that the same bytes go to everybody. https://www.rfc-editor.org/rfc/rfc6455#section-5.2

type Opcode = 'text' | 'ping' | 'pong'

const firstByte: Record<Opcode, number> = { text: 0x81, ping: 0x89, pong: 0x8a }

/** One whole frame. */
export function encodeFrame(opcode: Opcode, payload: Uint8Array | string): Buffer {
  const length = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(header + length)
  frame[0] = firstByte[opcode]
  if (header === 2) frame[1] = length
  else if (header === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  if (typeof payload === 'string') frame.write(payload, header)
  else frame.set(payload, header)
  return frame
}
