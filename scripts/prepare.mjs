// After `npm ci` in a clone: builds the page, so that `npm start` serves it, and bundles hub and commands, so that they start soon. Plain JavaScript
// for any Node; without the tools for building there is nothing to do: the hub says at `/` how the page comes to be, and the sources run as they are.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = path => fileURLToPath(new URL(path, import.meta.url))
const run = (...args) => spawnSync('node', args, { stdio: 'inherit' }).status === 0
const [vite, config, rolldown] = [at('../node_modules/vite/bin/vite.js'), at('../vite.config.ts'), at('../node_modules/rolldown')]

if (existsSync(vite) && existsSync(config) && !run(vite, 'build', '--logLevel', 'warn', '--config', config))
  console.error('The page was not built. Partyline runs without it; `npm run build:page` tries again.')
if (existsSync(rolldown) && existsSync(at('../src/main.ts')) && !run(at('bundle.mjs')))
  console.error('The hub was not bundled. Partyline runs from its sources; `npm run build:bundle` tries again.')
