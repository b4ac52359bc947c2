// Chunks that came from a socket and that nobody needs any more.

/** Smaller ones may lie in memory that Node shares out. */
const ownBytesMin = 16 * 1_024

/** Gives their memory back at once: at the pace of an upload the garbage collector would be at it all the time. They are empty from then on. */
export function release(chunks: readonly Uint8Array[]): void {
  for (const { buffer, length } of chunks)
    if (length === buffer.byteLength && length >= ownBytesMin && buffer instanceof ArrayBuffer) buffer.transfer(0)
}
