// What stands behind every view once one is on the line, and is seen only when it is called: keys that work everywhere, what they open, calls of
// others, what is kept for reading off the line. Loaded after the first view.
import { Suspense, useEffect } from 'react'
import { useCalls } from './calls/calls.ts'
import { serveOffLine } from './install/service-worker.ts'
import { useKeys } from './keyboard/keys.ts'
import { opened } from './keyboard/open.ts'
import { useKeeping } from './last-seen/keeping.ts'
import { later } from './later.ts'
import { go, readPlace } from './place.ts'

const Switcher = later(async () => (await import('./keyboard/switcher.tsx')).Switcher)
const Shortcuts = later(async () => (await import('./keyboard/shortcuts.tsx')).Shortcuts)

export function Besides() {
  const open = opened.use(value => value)
  useKeys()
  useCalls()
  useKeeping()
  useEffect(() => serveOffLine(address => go(readPlace(address))), [])
  return (
    <Suspense fallback={null}>
      {open === 'switcher' && <Switcher />}
      {open === 'shortcuts' && <Shortcuts />}
    </Suspense>
  )
}
