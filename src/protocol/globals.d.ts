// The few globals that the pure folders (protocol, hub) may use: they exist in Node, in browsers and in workers alike.
declare class TextDecoder {
  constructor(encoding?: 'utf-8', options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes?: Uint8Array): string
}
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}
declare function queueMicrotask(task: () => void): void
