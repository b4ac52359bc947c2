// What a test needs of the machine it runs on. A person's machine may lack it, and is told how to get it; a machine for CI may not.
import { execFileSync } from 'node:child_process'

/** The `skip` of a test: false, or the sentence when it is `missing`. On CI nothing is skipped: the test runs, and fails. */
export function skipUnless(isThere: boolean, sentence: string): string | false {
  if (isThere) return false
  if ((process.env.CI ?? '') === '') return sentence
  process.emitWarning(`On CI this is no reason to skip: ${sentence}`)
  return false
}

/** Whether a command can be run and says that all is well. */
export function works(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export const isRoot = process.getuid?.() === 0
