// Signing in, or making an account: who one is, the password, and the invitation where there is one. What the hub refuses is told at the form.
import { type FormEvent, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import { Button } from '../parts/button.tsx'
import { Line } from '../parts/line.tsx'
import styles from './account.module.css'
import { useAccountWords } from './words.ts'

type Filled = { readonly login: string; readonly password: string; readonly code: string; readonly invitation: string | undefined }

type Props = {
  readonly makes: boolean
  /** The invitation that came with the address; undefined where none is wanted. */
  readonly invitation: string | undefined
  readonly onSubmit: (filled: Filled) => Promise<void>
}

const isLoopback = /^(?:localhost|127\.|\[::1\])/.test(window.location.hostname)
const aboutInvitation = new Set(['bad-invitation', 'invitation-needed'])
const aboutLogin = new Set(['bad-name', 'name-taken', 'name-reserved'])

export function AccountForm({ makes, invitation, onSubmit }: Props) {
  const words = useAccountWords()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [invited, setInvited] = useState(invitation ?? '')
  const [code, setCode] = useState('')
  const [wantsCode, setWantsCode] = useState(false)
  const [wrong, setWrong] = useState<PartylineError>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setWrong(undefined)
    try {
      const own = invitation === undefined || invited.trim() === '' ? undefined : invited.trim()
      await onSubmit({ login: login.trim(), password, code: code.trim(), invitation: own })
    } catch (thrown) {
      if (!(thrown instanceof PartylineError)) throw thrown
      if (thrown.code === 'code-needed') setWantsCode(true)
      else setWrong(thrown)
    } finally {
      setBusy(false)
    }
  }
  const saidOf = (codes: (code: string) => boolean): string | undefined =>
    wrong !== undefined && codes(wrong.code) ? wrong.sentence : undefined
  return (
    <form className={styles.form} onSubmit={event => void submit(event)}>
      {invitation !== undefined && (
        <Line
          label={words.invitation}
          value={invited}
          onChange={setInvited}
          hint={words.invitationHint}
          wrong={saidOf(one => aboutInvitation.has(one))}
        />
      )}
      <Line
        label={words.login}
        value={login}
        onChange={setLogin}
        autoComplete="username"
        wrong={saidOf(one => makes && aboutLogin.has(one))}
      />
      <Line
        label={words.password}
        value={password}
        onChange={setPassword}
        type="password"
        autoComplete={makes ? 'new-password' : 'current-password'}
        wrong={saidOf(one => one !== 'bad-code' && !aboutInvitation.has(one) && !(makes && aboutLogin.has(one)))}
      />
      {wantsCode && (
        <>
          <Line label={words.code} value={code} onChange={setCode} autoComplete="one-time-code" wrong={saidOf(one => one === 'bad-code')} />
          <p className={styles.about}>{words.codeMore}</p>
        </>
      )}
      {makes && wrong?.code !== 'weak-password' && <p className={styles.about}>{words.passwordMore}</p>}
      {!window.isSecureContext && !isLoopback && <p className={styles.warning}>{words.notEncrypted}</p>}
      <Button look="main" type="submit" disabled={busy || login.trim() === '' || password === '' || (wantsCode && code.trim() === '')}>
        {makes ? words.makeDo : words.signIn}
      </Button>
    </form>
  )
}
