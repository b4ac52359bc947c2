// SHA-256 as bytes come, for where there is no other that takes them piece by piece: `crypto.subtle` wants the whole file at once, and pages that
// came over plain HTTP have none. FIPS 180-4, https://doi.org/10.6028/NIST.FIPS.180-4 (sections 4.1.2, 4.2.2, 5.1.1, 5.3.3, 6.2.2).

/** Works out a SHA-256 piece by piece. */
export type Hash = {
  update(bytes: Uint8Array): void
  /** Of all that came, in lower-case hex. To be asked once, at the end. */
  hex(): string
}

const blockBytes = 64

/** The first 32 bits of the fractional parts of the square roots (power 1/2) or cube roots (1/3) of the first primes. */
function fractions(count: number, root: 2 | 3): Int32Array {
  const words = new Int32Array(count)
  for (let candidate = 2n, found = 0; found < count; candidate++) {
    if (!isPrime(candidate)) continue
    // The root of candidate * 2^(32 * root) is that of candidate * 2^32, of which the lower 32 bits are the fraction.
    words[found++] = Number(BigInt.asIntN(32, wholeRoot(candidate << BigInt(32 * root), BigInt(root))))
  }
  return words
}

function isPrime(number: bigint): boolean {
  for (let divisor = 2n; divisor * divisor <= number; divisor++) if (number % divisor === 0n) return false
  return true
}

/** The largest whole number whose power is not above `value`. */
function wholeRoot(value: bigint, power: bigint): bigint {
  let low = 0n
  let high = 1n << 40n
  while (low < high) {
    const middle = (low + high + 1n) >> 1n
    if (middle ** power <= value) low = middle
    else high = middle - 1n
  }
  return low
}

const initial = fractions(8, 2)
const constants = fractions(64, 3)

/** The state after one more block, in place. `words` is the schedule's memory. */
function mix(state: Int32Array, words: Int32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0, from = at; i < 16; i++, from += 4)
    words[i] =
      ((bytes[from] as number) << 24) |
      ((bytes[from + 1] as number) << 16) |
      ((bytes[from + 2] as number) << 8) |
      (bytes[from + 3] as number)
  for (let i = 16; i < 64; i++) {
    const early = words[i - 15] as number
    const late = words[i - 2] as number
    const small = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3)
    const large = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10)
    words[i] = ((words[i - 16] as number) + small + (words[i - 7] as number) + large) | 0
  }
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let f = state[5] as number
  let g = state[6] as number
  let h = state[7] as number
  for (let i = 0; i < 64; i++) {
    const high = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const one = (h + high + ((e & f) ^ (~e & g)) + (constants[i] as number) + (words[i] as number)) | 0
    const low = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  state[0] = (state[0] as number) + a
  state[1] = (state[1] as number) + b
  state[2] = (state[2] as number) + c
  state[3] = (state[3] as number) + d
  state[4] = (state[4] as number) + e
  state[5] = (state[5] as number) + f
  state[6] = (state[6] as number) + g
  state[7] = (state[7] as number) + h
}

export class Sha256 implements Hash {
  readonly #state = Int32Array.from(initial)
  readonly #words = new Int32Array(64)
  /** The beginning of a block that is not complete. */
  readonly #rest = new Uint8Array(blockBytes)
  #bytes = 0

  update(bytes: Uint8Array): void {
    let at = 0
    const waiting = this.#bytes % blockBytes
    this.#bytes += bytes.length
    if (waiting > 0) {
      at = Math.min(blockBytes - waiting, bytes.length)
      this.#rest.set(bytes.subarray(0, at), waiting)
      if (waiting + at < blockBytes) return
      mix(this.#state, this.#words, this.#rest, 0)
    }
    for (; at + blockBytes <= bytes.length; at += blockBytes) mix(this.#state, this.#words, bytes, at)
    this.#rest.set(bytes.subarray(at))
  }

  hex(): string {
    const bytes = this.#bytes
    const waiting = bytes % blockBytes
    const padding = new Uint8Array((waiting < 56 ? 56 : 120) - waiting + 8)
    padding[0] = 0x80
    // The length in bits is a number of 64 bits.
    const view = new DataView(padding.buffer)
    view.setBigUint64(padding.length - 8, BigInt(bytes) * 8n)
    this.update(padding)
    return Array.from(this.#state, word => (word >>> 0).toString(16).padStart(8, '0')).join('')
  }
}
