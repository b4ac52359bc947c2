// Settings: who one is, how the page looks and speaks, how one is called, what this device keeps.
import { AccountPart } from '../account/account-part.tsx'
import { PeoplePart } from '../account/people-part.tsx'
import { ViewFrame } from '../parts/view.tsx'
import { languages, settings, themes } from '../settings.ts'
import type { ViewProps } from '../views.ts'
import { learn, useBeyond } from '../words/beyond.tsx'
import { useWords } from '../words/words.tsx'
import { Choice, Part } from './choices.tsx'
import { Device } from './device.tsx'
import { Notices } from './notices.tsx'
import { Profile } from './profile.tsx'
import styles from './settings.module.css'

export function SettingsView({ onMenu }: ViewProps) {
  const words = useBeyond().settings
  const { me, languages: names } = useWords()
  const { theme, language } = settings.use(value => value)
  return (
    <ViewFrame title={words.title} onMenu={onMenu}>
      <Profile />
      <AccountPart />
      <PeoplePart />
      <Part title={words.appearance}>
        <Choice
          label={words.theme}
          value={theme}
          choices={themes.map(value => ({ value, label: me.themes[value] }))}
          onChoose={theme => settings.set(before => ({ ...before, theme }))}
        />
        <Choice
          label={words.language}
          value={language}
          choices={languages.map(value => ({ value, label: names[value] }))}
          onChoose={language => void learn(language).then(() => settings.set(before => ({ ...before, language })))}
        />
      </Part>
      <Notices />
      <Device />
      <p className={styles.about}>{words.kept}</p>
    </ViewFrame>
  )
}
