// Addresses as limits see them: one IPv4 address, or the /64 of an IPv6 address, since whoever has one address of it has them all.

const groupsOfNetwork = 4

/** The eight groups of an IPv6 address, without its zone. */
export function ipv6Groups(address: string): number[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').flatMap(groupOf))
  const first = groups(head)
  const last = tail === undefined ? [] : groups(tail)
  return [...first, ...new Array<number>(Math.max(0, 8 - first.length - last.length)).fill(0), ...last]
}

/** The last 32 bits may be written as an IPv4 address. */
function groupOf(text: string): number[] {
  if (!text.includes('.')) return [Number.parseInt(text, 16)]
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number)
  return [(a << 8) | b, (c << 8) | d]
}

/** What counts as one address. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const groups = ipv6Groups(address).slice(0, groupsOfNetwork)
  return `${groups.map(group => group.toString(16)).join(':')}::/64`
}

/** So many first bits of an address; IPv4 addresses stand in `::ffff:0:0/96`. */
export type Range = { readonly groups: readonly number[]; readonly bits: number }

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?=.)|$)){4}$/

function isIPv6(address: string): boolean {
  const halves = address.split('::')
  const parts = halves.flatMap(half => (half === '' ? [] : half.split(':')))
  const last = parts.at(-1) ?? ''
  const count = parts.length + (ipv4.test(last) ? 1 : 0)
  const isWhole = parts.every((part, index) => /^[0-9a-f]{1,4}$/i.test(part) || (index === parts.length - 1 && ipv4.test(part)))
  return isWhole && halves.length <= 2 && (halves.length === 2 ? count < 8 : count === 8)
}

/** An address, or a range as `10.1.0.0/16` or `2001:db8::/32`; undefined for anything else. */
export function readRange(text: string): Range | undefined {
  const [, address = '', digits] = /^([0-9a-f.:]{2,45})(?:\/(\d{1,3}))?$/i.exec(text) ?? []
  const isIPv4 = ipv4.test(address)
  if (!isIPv4 && !isIPv6(address)) return undefined
  const groups = groupsOf(address)
  const most = isIPv4 ? 32 : 128
  const own = digits === undefined ? most : Number(digits)
  return own > most ? undefined : { groups, bits: own + 128 - most }
}

export function covers({ groups, bits }: Range, address: string): boolean {
  const others = groupsOf(address)
  return groups.every((group, index) => {
    const own = Math.min(16, Math.max(0, bits - index * 16))
    const mask = (0xffff << (16 - own)) & 0xffff
    return (group & mask) === ((others[index] ?? 0) & mask)
  })
}

const groupsOf = (address: string): number[] => (address.includes(':') ? ipv6Groups(address) : [0, 0, 0, 0, 0, 0xffff, ...groupOf(address)])
