// Moments and spans of time in few words, in the language of the page.
export type Spans = {
  /** `14:05` today, else `20 Nov, 14:05`. */
  when(at: number): string
  /** The same, and on the day of `from` the time alone. */
  until(from: number, at: number): string
  /** `20 Nov` */
  day(at: number): string
  /** `5 minutes`, `3 hours`, `2 days`. */
  lasted(milliseconds: number): string
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

const made = new Map<string, Spans>()

export function spansIn(language: string): Spans {
  const known = made.get(language)
  if (known !== undefined) return known
  const own = navigator.languages.find(tag => tag.split('-')[0] === language) ?? language
  const clock = new Intl.DateTimeFormat(own, { hour: 'numeric', minute: '2-digit' })
  const day = new Intl.DateTimeFormat(own, { day: 'numeric', month: 'short' })
  const dayAndClock = new Intl.DateTimeFormat(own, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' })
  const yearly = new Intl.DateTimeFormat(own, { day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit' })
  const amount = (value: number, unit: string): string =>
    new Intl.NumberFormat(own, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
  const isSameDay = (one: number, other: number): boolean => new Date(one).toDateString() === new Date(other).toDateString()
  const when = (at: number): string => {
    if (isSameDay(at, Date.now())) return clock.format(at)
    return (new Date(at).getFullYear() === new Date().getFullYear() ? dayAndClock : yearly).format(at)
  }
  const spans: Spans = {
    when,
    until: (from, at) => (isSameDay(from, at) ? clock.format(at) : when(at)),
    day: at => day.format(at),
    lasted: milliseconds => {
      const seconds = Math.max(0, Math.round(milliseconds / 1_000))
      const [unit, size] = units.find(([, size]) => seconds >= size) ?? (['second', 1] as const)
      return amount(Math.floor(seconds / size), unit)
    },
  }
  made.set(language, spans)
  return spans
}
