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
