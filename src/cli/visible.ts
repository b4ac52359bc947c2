// Makes every character visible that could move a cursor, ring a bell, hide text or turn its direction, before it reaches a terminal.

const forbidden = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/g

/** ESC becomes `␛`, other control characters their pictures or `\u{...}`. TAB stays. */
export const visible = (text: string): string => text.replace(forbidden, picture)

function picture(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : `\\u{${code.toString(16)}}`
}
