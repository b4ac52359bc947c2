// What this device keeps, and Partyline as an app on it.
import { installing, isInstalled } from '../install/service-worker.ts'
import { Button } from '../parts/button.tsx'
import { settings } from '../settings.ts'
import { useBeyond } from '../words/beyond.tsx'
import { Part, Switch } from './choices.tsx'
import styles from './settings.module.css'

export function Device() {
  const words = useBeyond().settings
  const lastSeen = settings.use(value => value.lastSeen)
  const prompt = installing.use(value => value)
  const isSecure = window.isSecureContext
  return (
    <Part title={words.device}>
      <Switch
        label={words.lastSeen}
        about={isSecure ? words.lastSeenMore : words.lastSeenInsecure}
        on={isSecure && lastSeen}
        disabled={!isSecure}
        onChange={on => settings.set(before => ({ ...before, lastSeen: on }))}
      />
      {prompt !== undefined ? (
        <Button className={styles.install} onClick={() => void prompt.prompt().catch(() => undefined)}>
          {words.install}
        </Button>
      ) : (
        isSecure && <p className={styles.about}>{isInstalled() ? words.installed : words.installMore}</p>
      )}
    </Part>
  )
}
