// Checks that the documents say what is true: links lead somewhere, every refusal and every limit is described, every folder is on the map.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { calmedKeys, calmTable } from '../src/protocol/calm.ts'
import { limitKeys } from '../src/protocol/limits.ts'
import { refusals } from '../src/protocol/refusals.ts'

const top = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string): string => readFileSync(join(top, path), 'utf8')
const wrong: string[] = []
const expect = (holds: boolean, sentence: string): void => {
  if (!holds) wrong.push(sentence)
}

for (const path of globSync('{*,docs/**/*,bench/*,conformance/**/*,examples/**/*}.md', { cwd: top })) {
  for (const [, link = ''] of read(path).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (!/^[a-z]+:/.test(link)) expect(existsSync(resolve(top, dirname(path), link)), `${path}: the link ${link} leads nowhere.`)
  }
}

const protocol = read('docs/protocol.md')
for (const code of Object.keys(refusals))
  expect(protocol.includes(`\`${code}\``), `docs/protocol.md does not name the refusal \`${code}\`.`)
const rules = [...protocol.matchAll(/^- \*\*\[([LWT]\d+)\]\*\*/gm)].map(([, rule]) => rule)
expect(new Set(rules).size === rules.length, 'docs/protocol.md has a rule number twice.')

const operate = read('docs/operate.md')
for (const key of calmedKeys)
  expect(
    operate.includes(`\n| \`${key}\` | ${calmTable[key].join(' | ')} |\n`),
    `docs/operate.md does not say what calm makes of \`${key}\`.`,
  )
for (const key of limitKeys) expect(operate.includes(`\`${key}\``), `docs/operate.md does not describe the limit \`${key}\`.`)

const map = read('ARCHITECTURE.md')
for (const entry of readdirSync(join(top, 'src'), { withFileTypes: true })) {
  expect(map.includes(entry.isDirectory() ? `${entry.name}/` : entry.name), `ARCHITECTURE.md does not place src/${entry.name}.`)
}
const dependencies = (JSON.parse(read('package.json')) as { dependencies: Record<string, string> }).dependencies
for (const name of Object.keys(dependencies)) expect(map.includes(`**${name}**`), `ARCHITECTURE.md does not say what ${name} is for.`)

for (const sentence of wrong) console.error(sentence)
console.log(`docs: ${rules.length} rules, ${wrong.length} complaints`)
process.exitCode = wrong.length > 0 ? 1 : 0
