// The second step of signing in: turned on with an app, off by the password, and the recovery codes, which are shown once.
import { type FormEvent, type ReactNode, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import { Button } from '../parts/button.tsx'
import { Dialog, DialogActions } from '../parts/dialog.tsx'
import { Line } from '../parts/line.tsx'
import { QrCode } from '../parts/qr-code.tsx'
import { usePartyline } from '../party/party.ts'
import { useWords } from '../words/words.tsx'
import styles from './account.module.css'
import { useAccountWords } from './words.ts'

type Doing =
  | { readonly at: 'nothing' }
  | { readonly at: 'app'; readonly secret: string; readonly uri: string }
  | { readonly at: 'codes'; readonly codes: readonly string[] }
  | { readonly at: 'renew' | 'end' }

export function SecondStep({ on }: { readonly on: boolean }) {
  const words = useAccountWords()
  const party = usePartyline()
  const [doing, setDoing] = useState<Doing>({ at: 'nothing' })
  const close = (): void => setDoing({ at: 'nothing' })
  return (
    <>
      <h3>{words.second}</h3>
      <p className={styles.about}>{on ? words.secondOn : words.secondOff}</p>
      <div className={styles.actions}>
        {on ? (
          <>
            <Button onClick={() => setDoing({ at: 'renew' })}>{words.renew}</Button>
            <Button onClick={() => setDoing({ at: 'end' })}>{words.secondEnd}</Button>
          </>
        ) : (
          <Button onClick={() => void party.beginTwoSteps().then(made => setDoing({ at: 'app', ...made }))}>{words.secondDo}</Button>
        )}
      </div>
      {doing.at === 'app' && (
        <Asking
          title={words.scan}
          label={words.confirm}
          action={words.secondDo}
          autoComplete="one-time-code"
          onClose={close}
          onAnswer={async code => setDoing({ at: 'codes', codes: await party.confirmTwoSteps(code) })}
        >
          <QrCode text={doing.uri} label={words.scanCode} />
          <p className={styles.about}>
            {words.scanMore} <code className={styles.secret}>{doing.secret}</code>
          </p>
        </Asking>
      )}
      {doing.at === 'renew' && (
        <Asking
          title={words.renew}
          about={words.renewMore}
          label={words.password}
          action={words.renew}
          onClose={close}
          onAnswer={async password => setDoing({ at: 'codes', codes: await party.renewRecoveryCodes(password) })}
        />
      )}
      {doing.at === 'end' && (
        <Asking
          title={words.secondEnd}
          about={words.endMore}
          label={words.password}
          action={words.secondEnd}
          onClose={close}
          onAnswer={async password => {
            await party.endTwoSteps(password)
            close()
          }}
        />
      )}
      {doing.at === 'codes' && (
        <Dialog title={words.recovery} about={words.recoveryMore} onClose={close}>
          <ol className={styles.codes}>
            {doing.codes.map(code => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ol>
          <DialogActions>
            <Button look="main" onClick={close}>
              {words.recoveryKept}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}

type AskingProps = {
  readonly title: string
  readonly about?: string
  readonly label: string
  readonly action: string
  readonly autoComplete?: 'one-time-code'
  readonly onAnswer: (typed: string) => Promise<void>
  readonly onClose: () => void
  readonly children?: ReactNode
}

/** One secret thing to type; what the hub refuses is told under it. */
function Asking({ title, about, label, action, autoComplete, onAnswer, onClose, children }: AskingProps) {
  const { cancel } = useWords()
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState<string>()
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    try {
      await onAnswer(typed)
    } catch (thrown) {
      if (!(thrown instanceof PartylineError)) throw thrown
      setWrong(thrown.sentence)
    }
  }
  return (
    <Dialog title={title} {...(about !== undefined && { about })} onClose={onClose}>
      {children}
      <form className={styles.form} onSubmit={event => void submit(event)}>
        <Line
          label={label}
          value={typed}
          onChange={setTyped}
          type={autoComplete === undefined ? 'password' : 'text'}
          autoComplete={autoComplete ?? 'current-password'}
          wrong={wrong}
        />
        <DialogActions>
          <Button onClick={onClose}>{cancel}</Button>
          <Button look="main" type="submit" disabled={typed.trim() === ''}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
