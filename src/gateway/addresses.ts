// Addresses as people know them.

/** Without the `::ffff:` that an IPv6 socket puts before IPv4 addresses. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.')
