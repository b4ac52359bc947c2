// Begins: connects to the hub that this page came from, and draws.
import './tokens.css'
import './base.css'
import './keyboard/early.ts'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { askAhead } from './party/ahead.ts'
import { joinParty, PartyContext } from './party/party.ts'
import { settings } from './settings.ts'
import { Speaking, wordsOf } from './words/words.tsx'

/** On some phones the keyboard lies over the page instead of making it smaller; what is left to see is the page's height. */
function keepInSight(): void {
  const { visualViewport } = window
  if (visualViewport === null) return
  const fit = (): void => {
    document.documentElement.style.setProperty('--height', `${Math.round(visualViewport.height)}px`)
    // A browser that scrolled the page to show the line one types in has moved its head out of sight.
    if (window.scrollY !== 0) window.scrollTo(0, 0)
  }
  visualViewport.addEventListener('resize', fit)
  fit()
}

const party = joinParty()
askAhead(party)
const page = document.getElementById('page')
if (page !== null) {
  keepInSight()
  const root = createRoot(page)
  void wordsOf(settings.get().language).then(() =>
    root.render(
      <StrictMode>
        <CSPProvider disableStyleElements>
          <PartyContext value={party}>
            <Suspense fallback={null}>
              <Speaking>
                <App />
              </Speaking>
            </Suspense>
          </PartyContext>
        </CSPProvider>
      </StrictMode>,
    ),
  )
}
