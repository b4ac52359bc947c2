// A link in a message. It leads where it says, out of this page, and tells that place nothing; one to a room of this hub stays here.
import type { MouseEvent, ReactNode } from 'react'
import { go, readPlace } from '../place.ts'

const allowed = new Set(['http:', 'https:', 'mailto:'])

/** `raw`: as it was typed, for what is no address that may be followed. */
export function Link({ href, raw, children }: { readonly href: string; readonly raw: string; readonly children: ReactNode }) {
  const url = URL.canParse(href) ? new URL(href) : undefined
  if (url === undefined || !allowed.has(url.protocol)) return raw
  const isHere = url.origin === window.location.origin && url.pathname.startsWith('/room/')
  const follow = (event: MouseEvent): void => {
    if (!isHere || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    go(readPlace(url.pathname, url.search))
  }
  return (
    <a href={url.href} title={url.href} target={isHere ? undefined : '_blank'} rel="noopener noreferrer nofollow" onClick={follow}>
      {children}
    </a>
  )
}
