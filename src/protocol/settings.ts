// What an operator may change while the hub runs: the limits, and the text that welcomes whoever arrives.
import { isPlainText } from './characters.ts'
import { initialLimits, isLimitKey, type LimitValues, limitKeys, limits, liveLimits, readLimit } from './limits.ts'

/** `welcome`: lines of text, parted by LF; nothing where nobody is welcomed in words. */
export type SettingValues = LimitValues & { welcome: string }
export type SettingKey = keyof SettingValues
export type SettingValue = number | string

export const settingKeys: readonly SettingKey[] = [...limitKeys, 'welcome']
export const initialSettings = (): SettingValues => ({ ...initialLimits(), welcome: '' })
export const isSettingKey = (key: string): key is SettingKey => key === 'welcome' || isLimitKey(key)

export const aboutSetting = (key: SettingKey): { readonly unit: string; readonly about: string; readonly initial: SettingValue } =>
  key === 'welcome' ? { unit: 'characters', about: 'a text that everybody is shown on arriving', initial: '' } : liveLimits[key]

/** The value that a text stands for, or one sentence that says what would do. */
export const readSetting = (key: SettingKey, text: string): { value: SettingValue } | { wrong: string } =>
  key === 'welcome' ? readWelcome(text) : readLimit(key, text)

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
