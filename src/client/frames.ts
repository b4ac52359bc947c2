// Frames as the SDK writes and reads them: types of the protocol, and reading what a hub sent without trusting it to be JSON.
import type { ClientFrame, HubFrame } from '../protocol/json.ts'

type Unsent = ClientFrame extends infer F ? (F extends ClientFrame ? Omit<F, 'id'> & { readonly id?: string } : never) : never

/** A command without an id, or with one that it had before. */
export type Asked = Exclude<Unsent, { verb: 'hello' }>

/** What a hub answers with that event. */
export type Told<E extends HubFrame['event']> = Extract<HubFrame, { event: E }>

/** The frame, or undefined if that is none. Events that are not known are frames too: they are passed over. */
export function readHubFrame(json: string): HubFrame | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && 'event' in value && typeof value.event === 'string'
      ? (value as HubFrame)
      : undefined
  } catch {
    return undefined
  }
}
