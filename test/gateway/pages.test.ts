// Pages of a timeline against a model that is obviously right, at every edge, with edits and reactions in between.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { WireRow } from '../../src/protocol/json.ts'
import { FrameClient, type FrameOf } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { Random } from '../support/random.ts'

const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())

type Page = FrameOf<'page'>
const timeline = (seqs: readonly number[], entries: ReadonlyMap<number, string>): number[] =>
  seqs.filter(seq => !['edit', 'delete', 'react'].includes(entries.get(seq) ?? ''))

/** A room with entries of many kinds; answers their kinds by seq. */
async function fill(ann: FrameClient, ben: FrameClient, room: number, random: Random, count: number): Promise<Map<number, string>> {
  const kinds = new Map<number, string>()
  const messages: number[] = []
  for (let number = 0; number < count; number++) {
    const of = messages[random.between(0, Math.max(0, messages.length - 1))] ?? 0
    const who = random.pick(ann, ben)
    const kind = messages.length === 0 ? 'message' : random.pick('message', 'message', 'edit', 'react', 'react', 'topic', 'delete')
    if (kind === 'message') messages.push(await who.say(room, `text ${number}`))
    else if (kind === 'topic') await who.want('receipt', { verb: 'topic', room, text: `topic ${number}` })
    else if (kind === 'react') await who.ask({ verb: 'react', room, seq: of, emoji: random.pick('👍', '🎉', 'x'), on: random.chance(0.8) })
    else if (kind === 'edit') await who.ask({ verb: 'edit', room, seq: of, text: `edited ${number}` })
    else if (random.chance(0.5)) await who.ask({ verb: 'delete', room, seq: of })
  }
  const last = await ann.say(room, 'the last')
  await ann.entry(room, last)
  for (const { seq, kind } of ann.entries(room)) kinds.set(seq, kind)
  return kinds
}

/** What a page promises: its rows are exactly what stands on the timeline within what it covers. */
function check(page: Page, shown: readonly number[], last: number, what: string): void {
  const [from, to] = page.covers
  assert.equal(page.asOf, last, what)
  assert.deepEqual(
    page.rows.map(({ seq }) => seq),
    shown.filter(seq => seq >= from && seq <= to),
    `${what}: the rows are what is covered, oldest first`,
  )
  assert.ok(from >= 1 && to <= last, `${what}: covers ${from} to ${to}`)
  assert.equal(page.before, from > 1, `${what}: before`)
  assert.equal(page.after, to < last, `${what}: after`)
}

test('[F33] [R20] latest, before, after and around at every seq and for every size', async context => {
  const random = Random.fromEnvironment()
  context.diagnostic(`PARTYLINE_SEED=${random.seed}`)
  using ann = await FrameClient.join(hub)
  using ben = await FrameClient.join(hub)
  const room = await ann.join('#pages')
  await ben.join(room.id)
  const kinds = await fill(ann, ben, room.id, random, 40)
  const last = Math.max(...kinds.keys())
  const shown = timeline([1, ...kinds.keys()], kinds)
  for (const rows of [1, 2, 3, 7, shown.length - 1, shown.length, shown.length + 1, 200]) {
    const latest = await ann.want('page', { verb: 'page', room: room.id, at: 'latest', rows })
    check(latest, shown, last, `latest ${rows}`)
    assert.deepEqual(
      latest.rows.map(({ seq }) => seq),
      shown.slice(-rows),
    )
    for (let seq = 0; seq <= last + 2; seq++) {
      const [before, after, around] = await Promise.all(
        (['before', 'after', 'around'] as const).map(at => ann.want('page', { verb: 'page', room: room.id, at, seq, rows })),
      )
      assert.ok(before !== undefined && after !== undefined && around !== undefined)
      const [older, newer] = [shown.filter(one => one < seq), shown.filter(one => one > seq)]
      const half = Math.ceil(rows / 2)
      const wanted = {
        before: older.slice(-rows),
        after: newer.slice(0, rows),
        around: [...shown.filter(one => one <= seq).slice(-half), ...newer.slice(0, rows - half)],
      }
      for (const [at, page] of Object.entries({ before, after, around })) {
        const what = `${at} ${seq}, ${rows} rows`
        assert.deepEqual(
          page.rows.map(row => row.seq),
          wanted[at as keyof typeof wanted],
          what,
        )
        // Where there is nothing to cover, an empty span says so.
        if (page.rows.length > 0) check(page, shown, last, what)
        else assert.ok(page.covers[1] < page.covers[0] || !shown.some(one => one >= page.covers[0] && one <= page.covers[1]), what)
      }
    }
  }
})

test('[F33] [R20] from page to page the whole timeline is read, back and forth, whatever the size', async () => {
  const random = new Random(7)
  using ann = await FrameClient.join(hub)
  using ben = await FrameClient.join(hub)
  const room = await ann.join('#leafing')
  await ben.join(room.id)
  const kinds = await fill(ann, ben, room.id, random, 120)
  const shown = timeline([1, ...kinds.keys()], kinds)
  for (const rows of [1, 2, 5, 13, 50]) {
    const back: number[] = []
    let page = await ann.want('page', { verb: 'page', room: room.id, at: 'latest', rows })
    for (;;) {
      back.unshift(...page.rows.map(({ seq }) => seq))
      if (!page.before) break
      page = await ann.want('page', { verb: 'page', room: room.id, at: 'before', seq: page.covers[0], rows })
    }
    assert.deepEqual(back, shown)
    const forth: number[] = []
    page = await ann.want('page', { verb: 'page', room: room.id, at: 'after', seq: 0, rows })
    for (;;) {
      forth.push(...page.rows.map(({ seq }) => seq))
      if (!page.after) break
      page = await ann.want('page', { verb: 'page', room: room.id, at: 'after', seq: page.covers[1], rows })
    }
    assert.deepEqual(forth, shown)
  }
})

test('[F33] [R20] 50 rows unless asked otherwise, at most 200', async () => {
  using ann = await FrameClient.join(hub)
  const { id } = await ann.join('#sizes')
  const asked = Array.from({ length: 230 }, (_, number) => ann.send({ verb: 'say', room: id, text: `${number}` }))
  await Promise.all(asked.map(one => ann.answer(one)))
  assert.equal((await ann.want('page', { verb: 'page', room: id, at: 'latest' })).rows.length, 50)
  assert.equal((await ann.want('page', { verb: 'page', room: id, at: 'latest', rows: 100_000 })).rows.length, 200)
})

test('[F33] [R20] a page taken while others change everything, with the entries after its asOf, is the present', async () => {
  const random = new Random(3)
  using ann = await FrameClient.join(hub)
  using ben = await FrameClient.join(hub)
  const room = await ann.join('#racing')
  await ben.join(room.id)
  const changing = fill(ann, ben, room.id, random, 250)
  const pages: Page[] = []
  let over = false
  void changing.finally(() => {
    over = true
  })
  while (!over) pages.push(await ben.want('page', { verb: 'page', room: room.id, at: 'latest', rows: 200 }))
  await changing
  const final = await ben.want('page', { verb: 'page', room: room.id, at: 'latest', rows: 200 })
  await ben.entry(room.id, final.asOf)
  for (const page of pages) {
    const rows = new Map<number, WireRow>(page.rows.map(row => [row.seq, row]))
    for (const entry of ben.entries(room.id)) {
      if (entry.seq <= page.asOf) continue
      if (entry.kind === 'edit' || entry.kind === 'delete') {
        const message = rows.get(entry.of)
        if (message?.kind !== 'message') continue
        const { files: _, mentions: __, ...rest } = message
        rows.set(
          entry.of,
          entry.kind === 'edit' ? { ...message, text: entry.text, edited: entry.seq } : { ...rest, text: '', deleted: entry.seq },
        )
      } else if (entry.kind !== 'react') rows.set(entry.seq, entry)
    }
    const folded = [...rows.values()].map(withoutReactions).filter(({ seq }) => seq >= (final.rows[0]?.seq ?? 0))
    assert.deepEqual(folded, final.rows.filter(({ seq }) => seq >= (folded[0]?.seq ?? 0)).map(withoutReactions), `as of ${page.asOf}`)
  }
})

const withoutReactions = ({ reactions: _, ...row }: WireRow): WireRow => row
