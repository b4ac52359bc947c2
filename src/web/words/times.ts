// Times as people read them, in the language of the page and the zone of the machine.
export type Times = {
  /** `14:05` */
  clock(at: number): string
  /** `Friday, 21 November` */
  day(at: number): string
  /** `Friday, 21 November 2026 at 14:05:31` */
  full(at: number): string
  number(value: number): string
}

const made = new Map<string, Times>()

export function timesIn(language: string): Times {
  const known = made.get(language)
  if (known !== undefined) return known
  // The language decides the words, the machine's own habits (24 hours or 12, the order of day and month) the form.
  const own = navigator.languages.find(tag => tag.split('-')[0] === language) ?? language
  const clock = new Intl.DateTimeFormat(own, { hour: 'numeric', minute: '2-digit' })
  const day = new Intl.DateTimeFormat(own, { weekday: 'long', day: 'numeric', month: 'long' })
  const dayOfYear = new Intl.DateTimeFormat(own, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const full = new Intl.DateTimeFormat(own, { dateStyle: 'full', timeStyle: 'medium' })
  const number = new Intl.NumberFormat(own)
  const times: Times = {
    clock: at => clock.format(at),
    day: at => (new Date(at).getFullYear() === new Date().getFullYear() ? day : dayOfYear).format(at),
    full: at => full.format(at),
    number: value => number.format(value),
  }
  made.set(language, times)
  return times
}

/** The same number for all of one day, here. */
export const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0)
