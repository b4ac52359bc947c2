// Comparisons that SQLite and PostgreSQL write in different words.
import { type Expression, type RawBuilder, sql } from 'kysely'

/** The value, but never less than `least`: SQLite's two-valued `max`, PostgreSQL's `greatest`. */
export const atLeast = (value: Expression<number>, least: number): RawBuilder<number> =>
  sql`case when ${value} > ${least} then ${value} else ${least} end`
