// Where guests may come in: signing in instead, and making an account of the guest one is.
import { signIn } from '../../client/signing-in.ts'
import { Button } from '../parts/button.tsx'
import { ViewFrame } from '../parts/view.tsx'
import { usePartyline } from '../party/party.ts'
import { markSignedIn } from '../party/signed-in.ts'
import { go } from '../place.ts'
import { tell } from '../told.ts'
import type { ViewProps } from '../views.ts'
import styles from './account.module.css'
import { AccountForm } from './account-form.tsx'
import { browserName, comeInWith, hubUrl } from './coming-in.ts'
import { useAccountWords } from './words.ts'

export function SignInView({ onMenu }: ViewProps) {
  const words = useAccountWords()
  return (
    <ViewFrame title={words.signIn} onMenu={onMenu}>
      <AccountForm
        makes={false}
        invitation={undefined}
        onSubmit={async ({ login, password, code }) => {
          const device = words.page(browserName())
          const { token } = await signIn(hubUrl(), { login, password, device, ...(code !== '' && { code }) })
          comeInWith(token)
        }}
      />
    </ViewFrame>
  )
}

export function JoinView({ onMenu }: ViewProps) {
  const words = useAccountWords()
  const party = usePartyline()
  const code = decodeURIComponent(window.location.hash.slice(1))
  return (
    <ViewFrame title={code === '' ? words.make : words.invited} onMenu={onMenu}>
      <p className={styles.more}>{words.invitedMore}</p>
      <AccountForm
        makes
        invitation={code === '' ? undefined : code}
        onSubmit={async ({ login, password, invitation }) => {
          const device = words.page(browserName())
          const { name } = await party.register({ login, password, device, ...(invitation !== undefined && { invitation }) })
          markSignedIn(true)
          tell(words.made(name))
          go({ view: 'other', name: 'settings', rest: [] }, { replace: true })
        }}
      />
      <Button className={styles.way} onClick={() => go({ view: 'other', name: 'sign-in', rest: [] })}>
        {words.haveOne}
      </Button>
    </ViewFrame>
  )
}
