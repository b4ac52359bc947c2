// Names in the lobby's folder that the hub itself is changing. What is seen of them on disk meanwhile says nothing about the operator: a file
// has its name already, and the store does not know yet.
export class Changing {
  readonly #now = new Map<string, number>()
  #since = new Set<string>()
  /** Is told of each name when nobody changes it any more. */
  whenOver: (name: string) => void = () => undefined

  /** These names are being changed until the work is done, its record in the store included. */
  async during<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    for (const name of names) {
      this.#now.set(name, (this.#now.get(name) ?? 0) + 1)
      this.#since.add(name)
    }
    try {
      return await work()
    } finally {
      for (const name of names) {
        const left = (this.#now.get(name) ?? 1) - 1
        if (left > 0) this.#now.set(name, left)
        else {
          this.#now.delete(name)
          this.whenOver(name)
        }
      }
    }
  }

  /** Somebody begins to look at the folder: from now on it is remembered which names are changed. */
  begin(): void {
    this.#since = new Set(this.#now.keys())
  }

  /** Whether the hub is changing it at this moment. */
  isOn(name: string): boolean {
    return this.#now.has(name)
  }

  /** Whether the hub has changed it since somebody began to look. */
  has(name: string): boolean {
    return this.#since.has(name)
  }
}
