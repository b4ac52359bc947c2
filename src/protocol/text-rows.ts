// What lines are made of: rows with their count, addresses, times.

export const writeRows = (word: string, rows: readonly string[]): string => `${[`${word} ${rows.length}`, ...rows, 'END'].join('\n')}\n`

/** `127.0.0.1:5000`, `[::1]:5000`, `hidden`. */
export function writeAddress(address: string, port: number): string {
  if (address === '') return 'hidden'
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** `YYYY-MM-DD HH:MM:SS±hh:mm` in the zone of this process. */
export function writeTime(at: number): string {
  const time = new Date(at)
  const ahead = -time.getTimezoneOffset()
  const zone = `${ahead < 0 ? '-' : '+'}${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}${zone}`
}
