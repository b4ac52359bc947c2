// The one line between what was said and what is being said: what went wrong, how the connection is, who is typing.
import type { RoomState, State } from '../../client/state/state.ts'
import { plainLine } from './plain.ts'
import { looks, type Span, span } from './spans.ts'
import { draftOf, type Ui } from './ui.ts'

/** In order of weight, to be shown as far as there is place: `columns`. `isAbove`: the notice has rows of its own. `now` is in milliseconds since 1970. */
export function newsOf(state: State, ui: Ui, room: RoomState | undefined, now: number, columns: number, isAbove: boolean): Span[] {
  const { aim } = draftOf(ui)
  const typing = room === undefined ? '' : typingSentence(room, now)
  return [
    ...(ui.entering === undefined ? [] : [span(`${plainLine(ui.entering)} ... Esc stays here`, looks.accent)]),
    ...(aim.aim === 'edit' ? [span(`changing ${aim.seq}, Esc stops`, looks.accent)] : []),
    ...(aim.aim === 'reply' ? [span(`answering ${aim.seq}, Esc stops`, looks.accent)] : []),
    ...(ui.notice === undefined || isAbove ? [] : [span(plainLine(ui.notice.sentence), ui.notice.wrong ? looks.wrong : looks.accent)]),
    ...connectionSpan(state, now, columns),
    ...(typing === '' ? [] : [span(typing, looks.dim)]),
  ]
}

export function connectionSentence({ connection }: Pick<State, 'connection'>, now: number): string {
  switch (connection.at) {
    case 'live':
      return ''
    case 'connecting':
      return 'connecting ...'
    case 'waiting':
      return `offline, trying again in ${Math.max(1, Math.ceil((connection.until - now) / 1_000))} s; what you type is kept`
    case 'closed':
      return connection.why.code === 'resumed-elsewhere'
        ? 'you go on in another window; this one is closed, Ctrl-C leaves'
        : `closed: ${plainLine(connection.why.sentence)}`
    default:
      return connection satisfies never
  }
}

function connectionSpan(state: State, now: number, columns: number): Span[] {
  const whole = connectionSentence(state, now)
  // On a narrow screen its first half says enough.
  const sentence = whole.length > columns - 3 ? (whole.split(';')[0] ?? whole) : whole
  return sentence === '' ? [] : [span(sentence, state.connection.at === 'connecting' ? looks.dim : looks.fresh)]
}

function typingSentence(room: RoomState, now: number): string {
  const names = room.typing.filter(({ until }) => until > now).map(({ name }) => plainLine(name))
  const [first, second] = names
  if (first === undefined) return ''
  if (names.length > 2) return `${names.length} people are typing ...`
  return second === undefined ? `${first} is typing ...` : `${first} and ${second} are typing ...`
}
