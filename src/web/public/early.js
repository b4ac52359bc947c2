// Before the first paint: the theme that was chosen here, so that nobody who reads in the dark is dazzled.
try {
  const { theme } = JSON.parse(localStorage.getItem('partyline-settings') ?? '{}')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Then it is the system's.
}
