// After `npm ci` in a clone: builds the page, so that `npm start` serves it. Plain JavaScript for any Node; without the tools for building there is
// nothing to do, and the hub says at `/` how the page comes to be.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = path => fileURLToPath(new URL(path, import.meta.url))
const [vite, config] = [at('../node_modules/vite/bin/vite.js'), at('../vite.config.ts')]

if (existsSync(vite) && existsSync(config)) {
  const { status } = spawnSync('node', [vite, 'build', '--logLevel', 'warn', '--config', config], { stdio: 'inherit' })
  if (status !== 0) console.error('The page was not built. Partyline runs without it; `npm run build:page` tries again.')
}
