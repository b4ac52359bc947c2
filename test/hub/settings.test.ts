// The layers of the limits: which value counts, and what is said when one changes.
import assert from 'node:assert/strict'
import test from 'node:test'
import { Settings } from '../../src/hub/settings.ts'

const none = { file: {}, environment: {}, flag: {} }

test('flag beats environment beats file beats default, and what was set beats them all', () => {
  const settings = new Settings({
    file: { 'max-clients': 1, 'idle-seconds': 5 },
    environment: { 'max-clients': 2 },
    flag: { 'max-clients': 3 },
  })
  assert.equal(settings.values['max-clients'], 3)
  assert.equal(settings.values['idle-seconds'], 5)
  assert.equal(settings.origin('max-line-bytes'), 'default')
  assert.deepEqual(settings.set('max-clients', 4), [{ key: 'max-clients', from: 3, to: 4 }])
  assert.deepEqual(settings.unset('max-clients'), [{ key: 'max-clients', from: 4, to: 3 }])
})

test('the file read again says what changed and what is pinned', () => {
  const settings = new Settings({ ...none, flag: { 'max-clients': 3 } }, { 'slow-seconds': '9' })
  const { changes, pinned } = settings.reread({ 'max-clients': 7, 'slow-seconds': 8, 'idle-seconds': 6 })
  assert.deepEqual(changes, [{ key: 'idle-seconds', from: 60, to: 6 }])
  assert.deepEqual(pinned, [
    { key: 'max-clients', file: 7, value: 3, by: 'flag' },
    { key: 'slow-seconds', file: 8, value: 9, by: 'set' },
  ])
})

test('a stored setting that is out of bounds or unknown is left out', () => {
  const settings = new Settings(none, { 'max-clients': '-4', nonsense: '1' })
  assert.equal(settings.values['max-clients'], 1_000)
})
