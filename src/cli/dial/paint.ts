// Modest colours for a screen; none where NO_COLOR asks for none (https://no-color.org).
import type { Said } from './face.ts'

export type Paint = (line: string, said: Said | 'note' | 'wrong') => string

const styles = { notice: '2', receipt: '2', refused: '31', wrong: '31', note: '2', transfer: '2' } as const

const plain: Paint = line => line

const coloured: Paint = (line, said) => {
  if (said === 'chat') return line.replace(/^(\[[^\]]*\] [^\s:]+:)/, '\u001b[36m$1\u001b[0m')
  return said === 'answer' ? line : `\u001b[${styles[said]}m${line}\u001b[0m`
}

export const paintFor = (environment: NodeJS.ProcessEnv): Paint => ((environment.NO_COLOR ?? '') === '' ? coloured : plain)
