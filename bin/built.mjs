// In a clone: whether what was built of the sources is still of these sources. Plain JavaScript that runs on any Node.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const builtFolder = 'build'
export const stampName = 'of.txt'

/** The file that was built of the module `name`, a path in `src/` without its ending. */
export const builtName = name => `${name.replaceAll('/', '-')}.js`

/** What tells one state of the sources from another: their names, lengths, and when they were changed. The page has a build of its own. */
export function stampOf(root) {
  const src = join(root, 'src')
  const names = readdirSync(src, { recursive: true }).filter(name => name.endsWith('.ts') && !/^web[/\\]/.test(name))
  const facts = names.sort().map(name => {
    const { size, mtimeMs } = statSync(join(src, name))
    return `${name} ${size} ${mtimeMs}`
  })
  return facts.join('\n')
}

export function isBuilt(root) {
  try {
    return readFileSync(join(root, builtFolder, stampName), 'utf8') === stampOf(root)
  } catch {
    return false
  }
}
