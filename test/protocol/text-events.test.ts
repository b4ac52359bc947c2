// How events are written on the line door.
import assert from 'node:assert/strict'
import test from 'node:test'
import { writeEvent } from '../../src/protocol/text-events.ts'
import { writeAddress, writeTime } from '../../src/protocol/text-rows.ts'

test('[L23] times carry the zone they are told in', () => {
  assert.match(writeTime(Date.UTC(2026, 0, 2, 3, 4, 5)), /^2026-01-0[123] \d\d:\d\d:05[+-]\d\d:\d\d$/)
  const [, day, time, zone] = /^(\S+) (\S{8})(\S+)$/.exec(writeTime(Date.UTC(2026, 6, 2, 3, 4, 5))) ?? []
  assert.equal(Date.parse(`${day}T${time}${zone}`), Date.UTC(2026, 6, 2, 3, 4, 5))
})

test('[L21] a reply of several lines says how many, and ends', () => {
  const people = ['Ann', 'Ben'].map((name, guest) => ({ guest, name }))
  assert.equal(writeEvent({ event: 'people', room: 1, count: 2, rows: people }), 'WHO 2\nAnn\nBen\nEND\n')
  assert.equal(writeEvent({ event: 'people', room: 1, count: 0, rows: [] }), 'WHO 0\nEND\n')
  const [head, ...rows] = writeEvent({ event: 'help' }).trimEnd().split('\n')
  assert.equal(head, `HELP ${rows.length - 1}`)
})

test('[L31] a status row has fixed columns, whether the session lasts or not', () => {
  const row = { id: 1, guest: 1, name: 'Ben', address: '::1', port: 5, door: 'line', connectedAt: 0 } as const
  const text = writeEvent({ event: 'status', rows: [row, { ...row, ended: { at: 1_000, reason: 'too-slow' } }] })
  assert.match(text, /^STATUS 2\nBen +\[::1\]:5 +\S+ \S+ +still connected\nBen +\[::1\]:5 +\S+ \S+ +\S+ \S+ +too slow\nEND\n$/)
})

test('IPv6 addresses stand in brackets', () => {
  assert.equal(writeAddress('127.0.0.1', 80), '127.0.0.1:80')
  assert.equal(writeAddress('fe80::1', 80), '[fe80::1]:80')
})
