// In front of a hub that lets in accounts alone: signing in, or making the account that one is invited to.
import { register, signIn } from '../../client/signing-in.ts'
import { Blank } from '../arrive/blank.tsx'
import { Button } from '../parts/button.tsx'
import { useParty } from '../party/party.ts'
import { go, usePlace } from '../place.ts'
import { AccountForm } from './account-form.tsx'
import { browserName, comeInWith, hubUrl } from './coming-in.ts'
import { useAccountWords } from './words.ts'

export function Gate() {
  const words = useAccountWords()
  const place = usePlace()
  const isSignedOut = useParty(({ connection }) => connection.at === 'closed' && connection.why.code === 'signed-out')
  const makes = place.view === 'other' && place.name === 'join'
  const invited = decodeURIComponent(window.location.hash.slice(1))
  return (
    <Blank title={makes ? words.invited : words.signIn} more={makes ? words.invitedMore : isSignedOut ? words.signedOut : words.signInMore}>
      <AccountForm
        key={String(makes)}
        makes={makes}
        invitation={makes ? invited : undefined}
        onSubmit={async ({ login, password, code, invitation }) => {
          const device = words.page(browserName())
          const { token } = makes
            ? await register(hubUrl(), { login, password, device, ...(invitation !== undefined && { invitation }) })
            : await signIn(hubUrl(), { login, password, device, ...(code !== '' && { code }) })
          comeInWith(token)
        }}
      />
      <Button onClick={() => go({ view: 'other', name: makes ? 'sign-in' : 'join', rest: [] })}>
        {makes ? words.haveOne : words.haveInvitation}
      </Button>
    </Blank>
  )
}
