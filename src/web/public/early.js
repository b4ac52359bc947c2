// Before the first paint: the theme that was chosen here, so that nobody who reads in the dark is dazzled.
try {
  const { theme } = JSON.parse(localStorage.getItem('partyline-settings') ?? '{}')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Then it is the system's.
}
// The line to the hub is opened while the page is still being loaded, which then takes it over (party/early-line.ts).
window.earlyLine = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`)
