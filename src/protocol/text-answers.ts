// What an operator is answered, as lines.
import type { OperatorAnswer } from './operator-answers.ts'
import { writeAddress, writeRows, writeTime } from './text-rows.ts'

/** Whole lines, the last line ending included. */
export function writeAnswer(answer: OperatorAnswer): string {
  switch (answer.answer) {
    case 'done':
      return `OK ${answer.sentence}\n`
    case 'limits':
      return writeRows(
        'LIMITS',
        answer.rows.map(
          ({ key, value, origin, unit, about }) => `${key.padEnd(28)} ${String(value).padEnd(12)} ${origin.padEnd(12)} ${unit}: ${about}`,
        ),
      )
    case 'invitations':
      return writeRows(
        'INVITATIONS',
        answer.rows.map(
          ({ id, role, by, expiresAt, left }) =>
            `${id} ${role.padEnd(10)} ${`${left} left`.padEnd(10)} until ${writeTime(expiresAt)} by ${by}`,
        ),
      )
    case 'bans':
      return writeRows(
        'BANS',
        answer.rows.map(
          ({ id, whom, until, by, reason }) =>
            `${id} ${whom.padEnd(24)} ${(until === null ? 'for good' : `until ${writeTime(until)}`).padEnd(32)} by ${by} ${reason}`,
        ),
      )
    case 'people':
      return writeRows(
        'PEOPLE',
        answer.rows.map(({ login, name, role, createdAt }) => `${login.padEnd(24)} ${role.padEnd(10)} ${writeTime(createdAt)} ${name}`),
      )
    case 'sessions':
      return writeRows(
        'SESSIONS',
        answer.rows.map(row => `${row.name.padEnd(16)} ${writeAddress(row.address, row.port).padEnd(24)} ${writeTime(row.connectedAt)}`),
      )
  }
}
