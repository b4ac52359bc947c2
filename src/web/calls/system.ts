// Notices outside the page, where the browser has them, the address is a secure one, and they are permitted.
import { type Place, writePlace } from '../place.ts'

export type Permitted = 'none' | 'insecure' | 'denied' | 'granted' | 'askable'

export function permitted(): Permitted {
  if (!window.isSecureContext) return 'insecure'
  if (!('Notification' in window)) return 'none'
  const { permission } = Notification
  return permission === 'default' ? 'askable' : permission
}

/** Only while something is being pressed may a page ask. */
export async function askPermission(): Promise<Permitted> {
  if (permitted() === 'askable') await Notification.requestPermission()
  return permitted()
}

const shownCharactersMax = 200

/** Whoever presses it comes to the place. */
export async function showNotice(title: string, text: string, to: Place, visit: () => void): Promise<void> {
  if (permitted() !== 'granted') return
  const options = { body: text.slice(0, shownCharactersMax), icon: '/icon-192.png', tag: title, data: writePlace(to) }
  const worker = await navigator.serviceWorker?.getRegistration().catch(() => undefined)
  // Phones show only what a service worker has sent.
  if (worker?.active) return worker.showNotification(title, options)
  const notice = new Notification(title, options)
  notice.onclick = () => {
    window.focus()
    visit()
    notice.close()
  }
}
