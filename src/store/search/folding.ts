// Text as searching sees it: a row of folded words, and of single characters where a script writes no spaces, each with its place in the
// text. What is indexed, what is asked and what is highlighted all come from here, so they cannot disagree.

/**
 * A word without case and accents, or one character of a run of Chinese, Japanese or Korean text.
 * `start` and `end` are UTF-16 code units of the text it came from; `follows` says that it goes on with the run of the atom before it.
 */
export type Atom = { readonly text: string; readonly start: number; readonly end: number; readonly run: boolean; readonly follows: boolean }

// One thing to the eye: letters of old Hangul, or any character, with the marks and invisible characters that hang on it.
const clusters = /(?:[\u1100-\u115f][\u1160-\u11a7]*[\u11a8-\u11ff]*|.)[\p{M}\uff9e\uff9f\u00ad\u200c\u200d\u2060\ufeff]*/gsu
// Accents and vowel points go. The marks of Indian scripts are vowels, those of kana make other syllables, and й is no accented и.
const accents = /(?<!и)\u0306|[[\p{Mn}&&[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}]]--[\u0306\u3099\u309a]]/gv
const runs = /[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]&&[\p{L}\p{N}]]/v
const letters = /[\p{L}\p{N}\p{M}]/u
const asciiWords = /[0-9a-z]+/gi
const others: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ς: 'σ' }

export function atomsOf(text: string): Atom[] {
  return /^[\x00-\x7f]*$/.test(text) ? asciiAtoms(text) : allAtoms(text)
}

function asciiAtoms(text: string): Atom[] {
  const atoms: Atom[] = []
  for (const { 0: word, index } of text.matchAll(asciiWords))
    atoms.push({ text: word.toLowerCase(), start: index, end: index + word.length, run: false, follows: false })
  return atoms
}

function allAtoms(text: string): Atom[] {
  const atoms: Atom[] = []
  let word = ''
  let wordStart = 0
  let wordEnd = 0
  let inRun = false
  const endWord = () => {
    if (word !== '') atoms.push({ text: word, start: wordStart, end: wordEnd, run: false, follows: false })
    word = ''
  }
  for (const { 0: cluster, index: start } of text.matchAll(clusters)) {
    const end = start + cluster.length
    for (const { text: character, kind } of charactersOf(cluster)) {
      if (kind === 'word') {
        if (word === '') wordStart = start
        word += character
        wordEnd = end
      } else endWord()
      if (kind === 'run') atoms.push({ text: character, start, end, run: true, follows: inRun })
      inRun = kind === 'run'
    }
  }
  endWord()
  return atoms
}

type Character = { readonly text: string; readonly kind: 'word' | 'run' | 'neither' }
const known = new Map<string, readonly Character[]>()

/** What a cluster folds to: mostly one character, but `ß` to two. */
function charactersOf(cluster: string): readonly Character[] {
  let found = known.get(cluster)
  if (found === undefined) {
    found = [...folded(cluster)].map(text => ({ text, kind: runs.test(text) ? 'run' : letters.test(text) ? 'word' : 'neither' }))
    // Most texts are made of few characters; what is rare is worked out again.
    if (known.size < 8_192 && cluster.length <= 4) known.set(cluster, found)
  }
  return found
}

function folded(cluster: string): string {
  const plain = cluster.normalize('NFKD').toLowerCase().replace(accents, '').normalize('NFC')
  return plain.replace(/[ßæœøłđðħıς]/g, letter => others[letter] ?? letter)
}
