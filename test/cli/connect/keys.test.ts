import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Key, KeyReader } from '../../../src/cli/connect/keys.ts'

const shown = (keys: readonly Key[]): string[] => {
  const all: string[] = []
  for (const key of keys) {
    // Text that came in pieces is the same text.
    const last = all.at(-1)
    if (key.key === 'text' && last?.startsWith('text:')) all[all.length - 1] = last + key.text
    else all.push(key.key === 'named' ? key.name : `${key.key}:${key.text}`)
  }
  return all
}

const read = (...chunks: readonly string[]): string[] => {
  const reader = new KeyReader()
  return shown([...chunks.flatMap(chunk => reader.push(chunk)), ...reader.flush()])
}

describe('keys as a terminal sends them', () => {
  test('arrows, editing keys and their modifiers, in the forms of several terminals', () => {
    assert.deepEqual(read('\u001b[A\u001bOB\u001b[1;3A\u001b[1;5D\u001b[5~\u001b[6~\u001b[H\u001b[4~\u001b[Z'), [
      ...['Up', 'Down', 'M-Up', 'C-Left', 'PageUp', 'PageDown', 'Home', 'End', 'S-Tab'],
    ])
    assert.deepEqual(read('\u001b\u001b[A'), ['M-Up'])
    assert.deepEqual(read('\u001b[13;2u\u001b[97;5u'), ['S-Enter', 'C-a'])
  })

  test('control and Alt with a letter', () => {
    assert.deepEqual(read('\u0001\u0017\u000a\r\t\u007f\u001bb\u001b3\u001b\r\u001b\u007f'), [
      ...['C-a', 'C-w', 'C-j', 'Enter', 'Tab', 'Backspace', 'M-b', 'M-3', 'M-Enter', 'M-Backspace'],
    ])
  })

  test('text and Enter that come together are both', () => {
    assert.deepEqual(read('hello 你好\rnext'), ['text:hello 你好', 'Enter', 'text:next'])
  })

  test('a paste is one, whatever it holds', () => {
    assert.deepEqual(read('a\u001b[200~two\rlines \u001b[A\u001b[201~b'), ['text:a', 'paste:two\rlines \u001b[A', 'text:b'])
  })

  test('an Escape is one when nothing follows; what means nothing is no key', () => {
    assert.deepEqual(read('\u001b'), ['Escape'])
    assert.deepEqual(read('\u001b[57;99q\u001b[?1;2cx'), ['text:x'])
    assert.deepEqual(read('\u001b[I\u001b[O'), ['Focus', 'Blur'])
  })

  test('how the bytes were cut changes nothing', () => {
    const input = 'hé\u001b[1;3A\r\u001b[200~a\nb\u001b[201~\u001bOA\u001bf\u001b[5~x'
    const whole = read(input)
    for (let first = 1; first < input.length; first++) {
      for (let second = first; second < input.length; second++) {
        assert.deepEqual(read(input.slice(0, first), input.slice(first, second), input.slice(second)), whole, `${first} ${second}`)
      }
    }
  })
})
