// The quick switcher's key. It is heard from the first moment on, before the switcher is loaded, and what is typed meanwhile is for the switcher's line:
// not for the one in which one writes, whose Enter would send it.
import { closeOpened, opened, openSwitcher } from './open.ts'

/** Whoever sees nothing for so long types for something else. */
const patienceMs = 3_000

let typed = ''
let wantedAt = Number.NEGATIVE_INFINITY

/** What was typed for the switcher before it was there. */
export const typedEarly = (): string => typed
export const forgetTyped = (): void => {
  typed = ''
}

function press(event: KeyboardEvent): void {
  const { key, ctrlKey, metaKey, altKey, shiftKey, timeStamp, isComposing } = event
  // A question that is open is answered first; the switcher itself is one.
  if (isComposing || document.querySelector('[role=dialog],[role=alertdialog]') !== null) return
  const mod = ctrlKey || metaKey
  if (mod && !altKey && !shiftKey && key.toLowerCase() === 'k') {
    forgetTyped()
    wantedAt = timeStamp
    openSwitcher()
  } else if (mod || opened.get() !== 'switcher' || timeStamp - wantedAt > patienceMs) return
  else if (key === 'Escape') closeOpened()
  else if (key === 'Backspace') typed = typed.slice(0, -1)
  else if ([...key].length === 1) typed += key
  else if (key !== 'Enter') return
  // Before the line one writes in, or a message, takes the same key for its own.
  event.preventDefault()
  event.stopPropagation()
}

window.addEventListener('keydown', press, true)
