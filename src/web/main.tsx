// Begins: connects to the hub that this page came from, and draws.
import './tokens.css'
import './base.css'
import './keyboard/early.ts'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { joinParty, PartyContext } from './party/party.ts'
import { Speaking } from './words/words.tsx'

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

const page = document.getElementById('page')
if (page !== null) {
  keepInSight()
  createRoot(page).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <PartyContext value={joinParty()}>
          <Suspense fallback={null}>
            <Speaking>
              <App />
            </Speaking>
          </Suspense>
        </PartyContext>
      </CSPProvider>
    </StrictMode>,
  )
}
