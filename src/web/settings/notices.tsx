// How one is told that somebody calls.
import { useState } from 'react'
import { askPermission, permitted } from '../calls/system.ts'
import { playTone } from '../calls/tone.ts'
import { Button } from '../parts/button.tsx'
import { settings } from '../settings.ts'
import { useBeyond } from '../words/beyond.tsx'
import { Part, Switch } from './choices.tsx'
import styles from './settings.module.css'

export function Notices() {
  const words = useBeyond().settings
  const { inPage, system, sound } = settings.use(value => value)
  const [may, setMay] = useState(permitted)
  const wantSystem = async (on: boolean): Promise<void> => {
    const now = on ? await askPermission() : permitted()
    setMay(now)
    settings.set(before => ({ ...before, system: on && now === 'granted' }))
  }
  const about = {
    insecure: words.systemInsecure,
    none: words.systemNone,
    denied: words.systemDenied,
    granted: words.systemMore,
    askable: words.systemMore,
  }
  return (
    <Part title={words.notices} about={words.noticesMore}>
      <Switch label={words.inPage} on={inPage} onChange={on => settings.set(before => ({ ...before, inPage: on }))} />
      <Switch
        label={words.system}
        about={about[may]}
        on={system && may === 'granted'}
        disabled={may === 'insecure' || may === 'none'}
        onChange={on => void wantSystem(on)}
      />
      <div className={styles.beside}>
        <Switch label={words.sound} on={sound} onChange={on => settings.set(before => ({ ...before, sound: on }))} />
        <Button onClick={playTone}>{words.hear}</Button>
      </div>
    </Part>
  )
}
