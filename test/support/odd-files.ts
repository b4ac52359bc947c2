// Things in a folder that are no ordinary files: links of every kind, pipes, sockets, devices.
import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { isRoot } from './needs.ts'

export const canary = 'nobody may read this canary'

/** Their names. `outside` gets the canary; the sockets close with what is returned. */
export async function makeOddFiles(shelf: string, outside: string): Promise<Disposable & { readonly names: readonly string[] }> {
  await mkdir(join(outside, 'folder'), { recursive: true })
  await mkdir(join(shelf, 'sub'), { recursive: true })
  await Promise.all([join(outside, 'canary'), join(outside, 'folder', 'canary')].map(path => writeFile(path, canary)))
  await writeFile(join(shelf, 'ordinary'), 'an ordinary file')
  const links = {
    'link-inside': 'ordinary',
    'link-outside': join(outside, 'canary'),
    'link-up': '../outside/canary',
    'link-nowhere': 'nothing-is-here',
    'link-to-itself': 'link-to-itself',
    'folder-link-inside': 'sub',
    'folder-link-outside': join(outside, 'folder'),
    'folder-link-loop': '.',
    'sub/link-up': '../ordinary',
    'sub/loop': '..',
  }
  for (const [name, target] of Object.entries(links)) await symlink(target, join(shelf, name))
  execFileSync('mkfifo', [join(shelf, 'pipe'), join(shelf, 'sub', 'pipe')])
  const server = createServer()
  await new Promise<void>(resolve => server.listen(join(shelf, 'socket'), resolve))
  const devices = isRoot ? ['null-device', 'zero-device'] : []
  for (const [index, name] of devices.entries()) execFileSync('mknod', [join(shelf, name), 'c', '1', String(3 + 2 * index)])
  return {
    names: [...Object.keys(links), 'pipe', 'sub/pipe', 'socket', ...devices],
    [Symbol.dispose]: () => void server.close(),
  }
}
