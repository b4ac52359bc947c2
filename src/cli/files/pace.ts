// How fast bytes go, over the last few seconds. What was there before the first look does not count.

const windowMs = 5_000

type Sample = { readonly at: number; readonly bytes: number }

export class Pace {
  #samples: Sample[] = []

  /** `bytes` have gone in all, at a steady count of milliseconds. */
  look(bytes: number, at: number): void {
    const last = this.#samples.at(-1)
    // It began anew: the file has changed, or the hub knew less than was sent.
    if (last !== undefined && bytes < last.bytes) this.#samples = []
    this.#samples = [...this.#samples.filter((sample, index, all) => at - sample.at <= windowMs || index === all.length - 1), { at, bytes }]
  }

  get perSecond(): number {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (first === undefined || last === undefined || last.at <= first.at) return 0
    return ((last.bytes - first.bytes) * 1_000) / (last.at - first.at)
  }
}
