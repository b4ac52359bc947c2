// Who stands at the doors, counted by address and by minute. The clock is given.
import assert from 'node:assert/strict'
import test from 'node:test'
import { type Allowance, Arrivals } from '../../src/hub/arrivals.ts'
import { limits } from '../../src/protocol/limits.ts'
import { networkOf } from '../../src/protocol/networks.ts'

const from = (address: string) => ({ address, loopback: false })

function doors(allowance: Partial<Allowance> = {}) {
  const clock = { now: 0 }
  const most = { here: 100, coming: 100, all: 1_000_000, ...allowance }
  const arrivals = new Arrivals(
    () => most,
    () => clock.now,
  )
  return { clock, most, arrivals, codeOf: (address: string) => arrivals.come(from(address))?.code }
}

test('an IPv4 address counts by itself, and all addresses of an IPv6 /64 count as one', () => {
  assert.notEqual(networkOf('192.0.2.1'), networkOf('192.0.2.2'))
  const one = networkOf('2001:db8:0:1::1')
  for (const same of ['2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:db8::1:2:3:4:5', '2001:db8:0:1::192.0.2.1', '2001:db8:0:1::1%eth0'])
    assert.equal(networkOf(same), one, same)
  assert.notEqual(networkOf('2001:db8:0:2::1'), one)
  assert.equal(networkOf('fe80::1%eth0'), networkOf('fe80::2'))
})

test('[L11] so many from one address may be there at once; who goes makes room, and others are not concerned', () => {
  const { arrivals, codeOf } = doors({ here: 2 })
  assert.deepEqual([codeOf('192.0.2.1'), codeOf('192.0.2.1'), codeOf('192.0.2.1')], [undefined, undefined, 'too-many-from-address'])
  assert.equal(codeOf('192.0.2.2'), undefined)
  arrivals.gone(from('192.0.2.1'))
  assert.equal(codeOf('192.0.2.1'), undefined)
  assert.deepEqual([codeOf('2001:db8::1'), codeOf('2001:db8::2'), codeOf('2001:db8::3')], [undefined, undefined, 'too-many-from-address'])
})

test('[L11] so many may come from one address within a minute, which begins with the first of them', () => {
  const { arrivals, clock, codeOf } = doors({ coming: 3 })
  clock.now = 5_000
  for (let turn = 0; turn < 3; turn++) {
    assert.equal(codeOf('192.0.2.1'), undefined)
    arrivals.gone(from('192.0.2.1'))
  }
  clock.now = 35_000
  const refusal = arrivals.come(from('192.0.2.1'))
  assert.deepEqual([refusal?.code, refusal?.closes], ['too-many-from-address', true])
  assert.match(refusal?.sentence ?? '', /3 within a minute\. Try again in 30 s\./)
  clock.now = 65_000
  assert.equal(codeOf('192.0.2.1'), undefined, 'who was refused meanwhile does not make it longer')
})

test('loopback is counted among all, and by no address', () => {
  const { arrivals } = doors({ here: 1, coming: 1, all: 3 })
  const here = { address: '127.0.0.1', loopback: true }
  for (let turn = 0; turn < 3; turn++) assert.equal(arrivals.come(here), undefined)
  assert.equal(arrivals.come(here)?.code, 'server-full')
  arrivals.gone(here)
  assert.equal(arrivals.come(here), undefined)
})

test('windows that are over are forgotten, and of a flood from everywhere no more is remembered than fits', () => {
  const { arrivals, clock } = doors()
  const visit = (address: string): void => {
    assert.equal(arrivals.come(from(address)), undefined)
    arrivals.gone(from(address))
  }
  assert.equal(arrivals.come(from('192.0.2.1')), undefined)
  for (let turn = 0; turn < limits.arrivalNetworksMax * 1.5; turn++)
    visit(`2001:db8:${(turn >> 16).toString(16)}:${(turn & 0xffff).toString(16)}::1`)
  assert.ok(arrivals.networks <= limits.arrivalNetworksMax, `${arrivals.networks} addresses are remembered`)
  clock.now = 60_000
  visit('192.0.2.3')
  assert.equal(arrivals.networks, 2, 'whoever is still here, and the newcomer')
})
