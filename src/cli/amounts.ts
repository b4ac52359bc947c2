// Sizes, speeds and spans of time as people read them.

const units = ['kB', 'MB', 'GB', 'TB', 'PB']

/** `999 bytes`, `1.0 kB`, `12.3 MB`: decimal units, three digits. */
export function writeBytes(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} byte${Math.round(bytes) === 1 ? '' : 's'}`
  let value = bytes
  let unit = ''
  for (const next of units) {
    if (value < 999.5 && unit !== '') break
    value /= 1_000
    unit = next
  }
  return `${value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${unit}`
}

/** `0:07`, `12:30`, `1:02:03`. */
export function writeSpan(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3_600)
  const minutes = Math.floor(whole / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
