// Puts text on the clipboard. Over plain HTTP browsers give a page no clipboard, but let it copy what is marked.

/** Whether it is there now. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyMarked(text)
  }
}

function copyMarked(text: string): boolean {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'heard'
  // Beside what has the focus: a dialog lets nothing outside it be marked.
  const beside = before?.parentElement ?? document.body
  beside.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}
