// The settings as they stand: default < file < environment < flag < what an operator set while the hub ran (until it is unset).
import { calmed, calmedKeys, isCalmed } from '../protocol/calm.ts'
import {
  initialSettings,
  isSettingKey,
  readSetting,
  type SettingKey,
  type SettingValue,
  type SettingValues,
  settingKeys,
} from '../protocol/settings.ts'

export type Layer = 'default' | 'file' | 'environment' | 'flag' | 'set'
export type LayerValues = Partial<SettingValues>
/** A value that counts from now on. */
export type Change = { readonly key: SettingKey; readonly from: SettingValue; readonly to: SettingValue }
/** A new value in the file that does not count, because a stronger layer holds another. */
export type Pinned = { readonly key: SettingKey; readonly file: SettingValue; readonly value: SettingValue; readonly by: Layer }

const weakestFirst: readonly Layer[] = ['default', 'file', 'environment', 'flag', 'set']

export class Settings {
  /** The values that count; the same object for as long as the hub runs. */
  readonly values: SettingValues = initialSettings()
  readonly #layers: Record<Layer, LayerValues>

  constructor(layers: Record<'file' | 'environment' | 'flag', LayerValues>, stored: Readonly<Record<string, string>> = {}) {
    this.#layers = { default: initialSettings(), ...layers, set: {} }
    for (const [key, text] of Object.entries(stored)) {
      // A value that a later version would not take any more is left out.
      const read = isSettingKey(key) ? readSetting(key, text) : undefined
      if (read !== undefined && 'value' in read) Object.assign(this.#layers.set, { [key]: read.value })
    }
    this.#settle()
  }

  /** Where the value that counts comes from. */
  origin(key: SettingKey): Layer {
    return weakestFirst.findLast(layer => this.#layers[layer][key] !== undefined) ?? 'default'
  }

  /** Whether `calm` holds this limit lower than it is set. */
  isCalmed(key: SettingKey): boolean {
    return this.own(key) !== this.values[key]
  }

  /** The limits that `calm` holds lower. */
  get calmedKeys(): readonly SettingKey[] {
    return calmedKeys.filter(key => this.isCalmed(key))
  }

  /** `value` as `readSetting` gives it. */
  set(key: SettingKey, value: SettingValue): readonly Change[] {
    Object.assign(this.#layers.set, { [key]: value })
    return this.#settle()
  }

  unset(key: SettingKey): readonly Change[] {
    delete this.#layers.set[key]
    return this.#settle()
  }

  /** The file was read again. */
  reread(file: LayerValues): { readonly changes: readonly Change[]; readonly pinned: readonly Pinned[] } {
    const before = this.#layers.file
    this.#layers.file = file
    const changes = this.#settle()
    const pinned: Pinned[] = []
    for (const key of settingKeys) {
      const wanted = file[key]
      const by = this.origin(key)
      if (wanted === undefined || wanted === before[key] || by === 'file') continue
      pinned.push({ key, file: wanted, value: this.values[key], by })
    }
    return { changes, pinned }
  }

  /** The value as it is set, whatever `calm` makes of it. */
  own(key: SettingKey): SettingValue {
    return this.#layers[this.origin(key)][key] ?? this.values[key]
  }

  #settle(): readonly Change[] {
    const changes: Change[] = []
    for (const key of settingKeys) {
      const set = this.own(key)
      const to = typeof set === 'number' && isCalmed(key) ? calmed(key, set, Number(this.own('calm'))) : set
      const from = this.values[key]
      if (to !== from) changes.push({ key, from, to })
      Object.assign(this.values, { [key]: to })
    }
    return changes
  }
}
