// Notices that something in a folder may have changed. Folders within it are not watched: on Linux each of their files would cost a watch.
import { watch } from 'node:fs'
import { limits } from '../protocol/limits.ts'
import { stagingFolder } from './paths.ts'

/**
 * Tells of names together, a moment after the first of them. Where the system cannot watch, nothing is told; whoever wants to be sure looks
 * again from time to time.
 */
export function watchFolder(root: string, changed: (names: ReadonlySet<string> | undefined) => void): Disposable {
  let names = new Set<string>()
  let anything = false
  let soon: NodeJS.Timeout | undefined
  const tell = (): void => {
    soon = undefined
    const told = anything ? undefined : names
    names = new Set()
    anything = false
    changed(told)
  }
  try {
    const watcher = watch(root, { persistent: false }, (_event, name) => {
      if (name?.startsWith(stagingFolder)) return
      if (name === null || names.size >= limits.noticedFilesPage) anything = true
      else names.add(name)
      soon ??= setTimeout(tell, limits.noticedMilliseconds).unref()
    })
    // Too many folders for the system, or the folder itself has gone.
    watcher.on('error', () => watcher.close())
    const close = (): void => {
      clearTimeout(soon)
      watcher.close()
    }
    return { [Symbol.dispose]: close }
  } catch {
    return { [Symbol.dispose]: () => undefined }
  }
}
