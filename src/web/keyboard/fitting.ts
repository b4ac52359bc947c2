// How well a name fits what was typed, so that the likely one stands first.

/** Greater is better; undefined: it does not fit. */
export function fitOf(name: string, typed: string): number | undefined {
  const [within, wanted] = [plain(name), plain(typed)]
  if (wanted === '') return 0
  const at = within.indexOf(wanted)
  if (at === 0) return within.length === wanted.length ? 5 : 4
  if (at > 0) return /[\p{L}\p{Nd}]/u.test(within[at - 1] ?? '') ? 2 : 3
  return isWithin(within, wanted) ? 1 : undefined
}

/** Without regard to case and accents, and to the marks before names. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/^\s*[#@]/, '')
    .trim()
    .toLowerCase()

/** Its letters follow each other, perhaps with others between them. */
function isWithin(within: string, wanted: string): boolean {
  let at = -1
  for (const letter of wanted) {
    at = within.indexOf(letter, at + 1)
    if (at < 0) return false
  }
  return true
}
