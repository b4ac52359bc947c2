// Notices that something in a folder may have changed. Folders within it are not watched: on Linux each of their files would cost a watch.
import { watch } from 'node:fs'
import { stagingFolder } from './paths.ts'

/** Where the system cannot watch, nothing is told; whoever wants to be sure looks again from time to time. */
export function watchFolder(root: string, changed: () => void): Disposable {
  try {
    const watcher = watch(root, { persistent: false }, (_event, name) => {
      if (name === null || !name.startsWith(stagingFolder)) changed()
    })
    // Too many folders for the system, or the folder itself has gone.
    watcher.on('error', () => watcher.close())
    return { [Symbol.dispose]: () => watcher.close() }
  } catch {
    return { [Symbol.dispose]: () => undefined }
  }
}
