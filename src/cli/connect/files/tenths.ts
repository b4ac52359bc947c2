// How far transfers are, for those who hear it: once for every tenth, and once at its beginning. Pure.
import { writeBytes, writeSpan } from '../../amounts.ts'
import { plainLine } from '../plain.ts'
import type { Task } from './tasks.ts'

export class Tenths {
  /** By number: the last tenth that was told. */
  readonly #told = new Map<number, number>()

  news(tasks: readonly Task[]): string[] {
    for (const number of this.#told.keys()) if (!tasks.some(task => task.number === number)) this.#told.delete(number)
    return tasks.flatMap(task => {
      const { number, label, bytes, total, perSecond } = task
      const tenth = total === undefined || total === 0 ? 0 : Math.min(9, Math.floor((bytes / total) * 10))
      const before = this.#told.get(number)
      if (before !== undefined && before >= tenth) return []
      this.#told.set(number, tenth)
      const title = `${number} ${plainLine(label)}`
      if (before === undefined && tenth === 0) return [`${title}: begins${total === undefined ? '' : `, ${writeBytes(total)}`}.`]
      const left = total === undefined || perSecond <= 0 ? '' : `, ${writeSpan((total - bytes) / perSecond)} left`
      return [`${title}: ${tenth * 10} %, ${writeBytes(perSecond)}/s${left}.`]
    })
  }
}
