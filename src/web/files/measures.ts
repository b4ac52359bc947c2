// Sizes and spans of time as people read them, in the language of the page.
import { settings } from '../settings.ts'

export type Measures = {
  /** `3.4 MB` */
  size(bytes: number): string
  /** `40 sec`, `3 min`, `2 hr` */
  span(seconds: number): string
}

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const step = 1_000
const made = new Map<string, Measures>()

function measuresIn(language: string): Measures {
  const known = made.get(language)
  if (known !== undefined) return known
  const own = navigator.languages.find(tag => tag.split('-')[0] === language) ?? language
  const formats = new Map<string, Intl.NumberFormat>()
  const write = (value: number, unit: string, digits: number): string => {
    const key = `${unit}${digits}`
    const unitDisplay = unit === 'byte' ? 'long' : 'short'
    const format = formats.get(key) ?? new Intl.NumberFormat(own, { style: 'unit', unit, unitDisplay, maximumFractionDigits: digits })
    formats.set(key, format)
    return format.format(value)
  }
  const measures: Measures = {
    size: bytes => {
      const power = bytes < step ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(bytes) / 3))
      const value = bytes / step ** power
      return write(value, sizes[power] ?? 'byte', power > 0 && value < 10 ? 1 : 0)
    },
    span: seconds => {
      if (seconds < 60) return write(Math.max(1, Math.round(seconds)), 'second', 0)
      if (seconds < 3_600) return write(Math.round(seconds / 60), 'minute', 0)
      return write(seconds / 3_600, 'hour', 1)
    },
  }
  made.set(language, measures)
  return measures
}

export const useMeasures = (): Measures => measuresIn(settings.use(({ language }) => language))
