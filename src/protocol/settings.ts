// What an operator may change while the hub runs: the limits, who may come in, and the text that welcomes whoever arrives.
import { type Mode, modes } from './accounts.ts'
import { isPlainText } from './characters.ts'
import { initialLimits, isLimitKey, type LimitValues, limitKeys, limits, liveLimits, readLimit } from './limits.ts'

/** `welcome`: lines of text, parted by LF; nothing where nobody is welcomed in words. `mode`: who may come in. */
export type SettingValues = LimitValues & { welcome: string; mode: Mode }
export type SettingKey = keyof SettingValues
export type SettingValue = number | string

type About = { readonly unit: string; readonly about: string; readonly initial: SettingValue }
type Read = { value: SettingValue } | { wrong: string }

/** Settings that are no numbers. */
const texts: Record<Exclude<SettingKey, keyof LimitValues>, About & { readonly read: (text: string) => Read }> = {
  welcome: { unit: 'characters', about: 'a text that everybody is shown on arriving', initial: '', read: text => readWelcome(text) },
  mode: {
    unit: 'open, invite or members',
    about: 'who may come in: guests too, accounts that whoever is invited may make, or only accounts that are there',
    initial: 'open',
    read: text =>
      isMode(text) ? { value: text } : { wrong: `mode is one of ${modes.join(', ')}, not ${JSON.stringify(text.slice(0, 40))}.` },
  },
}

const isText = (key: string): key is keyof typeof texts => Object.hasOwn(texts, key)
const isMode = (text: string): text is Mode => (modes as readonly string[]).includes(text)

export const settingKeys: readonly SettingKey[] = [...limitKeys, 'welcome', 'mode']
export const initialSettings = (): SettingValues => ({ ...initialLimits(), welcome: '', mode: 'open' })
export const isSettingKey = (key: string): key is SettingKey => isText(key) || isLimitKey(key)

export const aboutSetting = (key: SettingKey): About => (isText(key) ? texts[key] : liveLimits[key])

/** The value that a text stands for, or one sentence that says what would do. */
export const readSetting = (key: SettingKey, text: string): Read => (isText(key) ? texts[key].read(text) : readLimit(key, text))

function readWelcome(text: string): { value: string } | { wrong: string } {
  const value = text.replace(/\r\n?/g, '\n').trim()
  const { length } = [...value]
  const wants = `welcome is a text of up to ${limits.welcomeCharactersMax} characters`
  if (length > limits.welcomeCharactersMax) return { wrong: `${wants}, not of ${length}.` }
  const isFit = value.isWellFormed() && isPlainText(value.replaceAll('\n', ' '))
  return isFit ? { value } : { wrong: `${wants}; this one has control characters or others that cannot be shown.` }
}

/** On one line, as a text of several lines is written everywhere on one. */
export const writeSetting = (value: SettingValue): string => (value === '' ? 'empty' : String(value).replaceAll('\n', ' ⏎ '))
