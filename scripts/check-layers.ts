// Checks the arrows between the folders, and that the checker saw the house at all: with the wrong compiler it looks at nothing and is content.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const top = fileURLToPath(new URL('..', import.meta.url))
const leastModules = 60

/** Runs dependency-cruiser over the folders; answers what it found. */
export function cruise(folders: readonly string[], cwd = top): { modules: number; violations: string[] } {
  const entry = fileURLToPath(new URL('../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', import.meta.url))
  const config = fileURLToPath(new URL('../.dependency-cruiser.cjs', import.meta.url))
  const { stdout, stderr } = spawnSync(process.execPath, [entry, '--config', config, '--output-type', 'json', ...folders], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 256 * 1_024 ** 2,
  })
  if (stdout === '') throw new Error(stderr)
  const { summary } = JSON.parse(stdout) as {
    summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] }
  }
  return { modules: summary.totalCruised, violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`) }
}

if (import.meta.main) {
  const { modules, violations } = cruise(['src', 'bench', 'conformance', 'scripts'])
  for (const violation of violations) console.error(violation)
  console.log(`layers: ${modules} modules, ${violations.length} violations`)
  if (modules < leastModules) console.error(`Only ${modules} modules were seen: the checker itself is broken.`)
  process.exitCode = violations.length > 0 || modules < leastModules ? 1 : 0
}
