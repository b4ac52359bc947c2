// Judges one password by zxcvbn: whether it would be guessed within about 10^8 tries, and why.
// https://www.usenix.org/conference/usenixsecurity16/technical-sessions/presentation/wheeler
import { parentPort, workerData } from 'node:worker_threads'
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import type { Question } from './strength.ts'

const { password, about } = workerData as Question
/** Of 4: it takes more than 10^8 tries. */
const scoreMin = 3

/** By the library's keys: what makes a password weak. */
const reasons: Readonly<Record<string, string>> = {
  straightRow: 'Rows of keys are tried first.',
  keyPattern: 'Patterns of keys are tried first.',
  simpleRepeat: 'Repeated letters add little.',
  extendedRepeat: 'Repeated words add little.',
  sequences: 'Sequences as abc or 123 are tried first.',
  recentYears: 'Years are tried first.',
  dates: 'Dates are tried first.',
  topTen: 'It is one of those that everybody uses.',
  topHundred: 'It is one of those that everybody uses.',
  common: 'It is one of those that many use.',
  similarToCommon: 'It is like one of those that many use.',
  wordByItself: 'One word is soon found.',
  namesByThemselves: 'Names are tried first.',
  commonNames: 'Names are tried first.',
  userInputs: 'It holds your own name, or that of this hub.',
}

const { score, feedback } = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }).check(password, [...about, 'partyline'])
const reason = reasons[feedback.warning ?? '']
const advice = 'Use several words that do not belong together.'
parentPort?.postMessage(score >= scoreMin ? null : reason === undefined ? advice : `${reason} ${advice}`)
