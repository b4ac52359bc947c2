// The client's own ids: a random prefix for this run of the program, and a counter.

const prefixBytes = 12

/** Makes ids of at most 64 characters that no other run of any program makes. */
export function makeIds(): () => string {
  // Not `randomUUID`: a page that came over plain HTTP from a machine in the same room has none.
  const prefix = Array.from(crypto.getRandomValues(new Uint8Array(prefixBytes)), byte => byte.toString(16).padStart(2, '0')).join('')
  let count = 0
  return () => `${prefix}-${++count}`
}
