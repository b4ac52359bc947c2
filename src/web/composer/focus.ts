// Brings the keyboard to the line in which one writes, from wherever on the page.
export const composerId = 'composer'

export const focusComposer = (): void => {
  // What has just been pressed may still take the focus back.
  setTimeout(() => document.getElementById(composerId)?.focus())
}
