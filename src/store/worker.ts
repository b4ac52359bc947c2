// A database thread. The writer makes one transaction of all that is asked together: nothing is answered before it is fsynced.
import { parentPort, workerData } from 'node:worker_threads'
import { failureOf } from './failures.ts'
import { migrate, TooNew } from './migrate.ts'
import { type Answer, type Ask, type Opened, type Operations, reads, type ThreadStart, writes } from './operations.ts'
import { openSqlite, type Sqlite } from './sqlite.ts'

if (parentPort === null) throw new Error('This file runs in a worker thread.')
const port = parentPort
const { role } = workerData as ThreadStart

port.once('message', (path: string) => void open(path))

/** The hub says when: the writer opens first, since it makes the file and brings it up to date. */
async function open(path: string): Promise<void> {
  try {
    const db = openSqlite(path, role)
    if (role === 'write') await migrate(db, path)
    const answerAll = role === 'write' ? (ask: Ask) => commit(db, ask) : (ask: Ask) => each(ask, entry => operate(db, reads, entry))
    port.on('message', (message: Ask | 'close') => {
      if (message !== 'close') return port.postMessage(answerAll(message))
      db.close()
      port.close()
    })
    port.postMessage({ opened: true } satisfies Opened)
  } catch (thrown) {
    const sentence =
      thrown instanceof TooNew
        ? thrown.message
        : `The database ${path} cannot be opened: ${messageOf(thrown)}. Put a copy of it back, or choose another --data folder.`
    port.postMessage({ opened: false, sentence } satisfies Opened)
  }
}

/** All in one transaction. If one of them is at fault, each gets its own, so that it fails alone. */
function commit(db: Sqlite, ask: Ask): Answer[] {
  try {
    db.exec('BEGIN IMMEDIATE')
    const answers = ask.map(entry => ({ value: operate(db, writes, entry) }))
    db.exec('COMMIT')
    return answers
  } catch (thrown) {
    const undone = rollBack(db)
    const failure = undone ? failureOf(thrown) : 'fatal'
    if (failure === 'fault' && ask.length > 1) return ask.flatMap(entry => commit(db, [entry]))
    return ask.map(() => ({ failure, message: messageOf(thrown) }))
  }
}

/** SQLite has rolled back by itself after some failures; then there is nothing to undo. */
function rollBack(db: Sqlite): boolean {
  try {
    db.exec('ROLLBACK')
    return true
  } catch (thrown) {
    return messageOf(thrown).includes('no transaction is active')
  }
}

function each(ask: Ask, act: (entry: Ask[number]) => unknown): Answer[] {
  return ask.map(entry => {
    try {
      return { value: act(entry) }
    } catch (thrown) {
      return { failure: failureOf(thrown), message: messageOf(thrown) }
    }
  })
}

function operate(db: Sqlite, operations: Operations, { name, values }: Ask[number]): unknown {
  const operation = operations[name]
  if (operation === undefined) throw new Error(`There is no operation ${name}.`)
  // They were checked where they were asked for.
  return operation(db, ...(values as never[]))
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
