// A message in one line, without its marks.
const shownCharactersMax = 200

export const plainText = (text: string): string =>
  text
    .slice(0, shownCharactersMax)
    .replace(/```\w*|[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}/g, '')
    .replace(/\s+/g, ' ')
    .trim()
