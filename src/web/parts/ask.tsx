// A dialog with one line to fill in: a name, a topic. Like every dialog it is loaded after the first view.
import { Suspense } from 'react'
import { later } from '../later.ts'

const AskForm = later(async () => (await import('./ask-form.tsx')).AskForm)

export type AskProps = {
  readonly title: string
  readonly label: string
  readonly about: string
  readonly first: string
  readonly action: string
  /** Done when it resolves; a refusal is shown. */
  readonly onAnswer: (text: string) => Promise<unknown>
  readonly onClose: () => void
  readonly mayBeEmpty?: boolean
}

export const Ask = (props: AskProps) => (
  <Suspense fallback={null}>
    <AskForm {...props} />
  </Suspense>
)
