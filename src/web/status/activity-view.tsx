// Activity over time: three small charts over the same stretch of time, and the numbers as a table for who would rather read them.
import { useEffect, useMemo, useState } from 'react'
import type { SessionRow } from '../../protocol/messages.ts'
import { useMeasures } from '../files/measures.ts'
import { useParty, usePartyline } from '../party/party.ts'
import { settings } from '../settings.ts'
import { refused } from '../told.ts'
import { useBeyond } from '../words/beyond.tsx'
import { spansIn } from '../words/spans.ts'
import { useTimes } from '../words/words.tsx'
import {
  bytesIn,
  type Counted,
  messagesIn,
  peopleIn,
  type Range,
  ranges,
  type Said,
  type Slot,
  slotsOf,
  whatWentOn,
  withNews,
} from './activity.ts'
import styles from './activity-view.module.css'
import { Chart } from './chart.tsx'

export function Activity({ sessions, asOf }: { readonly sessions: readonly SessionRow[]; readonly asOf: number }) {
  const words = useBeyond().status
  const times = useTimes()
  const measures = useMeasures()
  const party = usePartyline()
  const rooms = useParty(state => state.rooms)
  const language = settings.use(({ language }) => language)
  const spans = spansIn(language)
  const [range, setRange] = useState<Range>('day')
  const [said, setSaid] = useState<Said>()
  const slots = useMemo(() => slotsOf(range, asOf), [range, asOf])
  const since = slots[0]?.from ?? asOf
  useEffect(() => {
    let current = true
    whatWentOn(party, since).then(found => current && setSaid(found), refused)
    return () => {
      current = false
    }
  }, [party, since])
  const people = useMemo(() => peopleIn(slots, sessions), [slots, sessions])
  const [messages, bytes] = useMemo(() => {
    const all = said === undefined ? { doings: [], completeFrom: 0 } : withNews(said, rooms)
    return [messagesIn(slots, all), bytesIn(slots, all)]
  }, [slots, said, rooms])
  const at = (slot: Slot): string => spans.when(slot.from)
  const greatest = ({ values }: Counted): Slot | undefined => slots[values.indexOf(Math.max(...values))]
  const sumOf = ({ values }: Counted): number => values.reduce((before, value) => before + value, 0)
  const summary = (counted: Counted, written: (amount: number) => string, told: (sum: string, most: string) => string): string => {
    const most = greatest(counted)
    if (said === undefined) return words.counting
    return most === undefined || sumOf(counted) === 0 ? words.quiet : told(written(sumOf(counted)), at(most))
  }
  const fullest = greatest(people)
  const axis = [0, Math.floor(slots.length / 2), slots.length - 1].flatMap(index => {
    const slot = slots[index]
    return slot === undefined ? [] : [range === 'day' ? times.clock(slot.from) : spans.day(slot.from)]
  })
  const partly = Math.max(people.completeFrom, messages.completeFrom)
  return (
    <section className={styles.activity} aria-labelledby="activity">
      <div className={styles.head}>
        <h2 id="activity">{words.activity}</h2>
        <fieldset className={styles.ranges}>
          <legend className="heard">{words.range}</legend>
          {ranges.map(one => (
            <label key={one} data-on={one === range}>
              <input type="radio" name="range" className="heard" checked={one === range} onChange={() => setRange(one)} />
              {words.ranges[one]}
            </label>
          ))}
        </fieldset>
      </div>
      <Chart
        title={words.people}
        look="people"
        slots={slots}
        counted={people}
        summary={
          fullest === undefined ? words.quiet : words.peopleSummary(times.number(people.values[slots.indexOf(fullest)] ?? 0), at(fullest))
        }
        told={(value, slot) => words.peopleIn(times.number(value), at(slot))}
        axis={axis}
      />
      <Chart
        title={words.messages}
        look="messages"
        slots={slots}
        counted={messages}
        summary={summary(messages, times.number, words.messagesSummary)}
        told={(value, slot) => words.messagesIn(times.number(value), at(slot))}
        axis={axis}
      />
      <Chart
        title={words.bytes}
        look="bytes"
        slots={slots}
        counted={bytes}
        summary={summary(bytes, measures.size, words.bytesSummary)}
        told={(value, slot) => words.bytesIn(measures.size(value), at(slot))}
        axis={axis}
      />
      <p className={styles.quiet}>
        {words.own} {partly > since && words.partly(spans.when(partly))}
      </p>
      <details>
        <summary>{words.table}</summary>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{words.time}</th>
              <th scope="col">{words.people}</th>
              <th scope="col">{words.messages}</th>
              <th scope="col">{words.bytes}</th>
            </tr>
          </thead>
          <tbody>
            {slots.map((slot, index) => (
              <tr key={slot.from}>
                <th scope="row">{at(slot)}</th>
                <td>{times.number(people.values[index] ?? 0)}</td>
                <td>{times.number(messages.values[index] ?? 0)}</td>
                <td>{measures.size(bytes.values[index] ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}
