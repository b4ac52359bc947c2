// Builds the page, src/web, into dist/web, from where the hub serves it; each file also in the forms in which it goes over the wire.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin, UserConfig } from 'vite'
import { sdkBounds } from './src/client/sdk-bounds.ts'
import { limits } from './src/protocol/limits.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const out = at('dist/web')

const compressed: Plugin = {
  name: 'compressed',
  closeBundle() {
    for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(?:html|js|css|svg|webmanifest)$/.test(name)) continue
      const bytes = readFileSync(join(out, name))
      writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }))
      writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }))
    }
  },
}

/** Tells the service worker which files make up this build, and gives the build its name. */
const shell: Plugin = {
  name: 'shell',
  writeBundle() {
    const paths = readdirSync(out, { recursive: true, encoding: 'utf8' })
      .map(name => name.replaceAll('\\', '/'))
      .filter(name => /\.(?:js|css|svg|png|webmanifest)$/.test(name) && name !== 'service-worker.js')
      .sort()
    const build = createHash('sha256')
    for (const path of ['index.html', 'service-worker.js', ...paths]) build.update(path).update(readFileSync(join(out, path)))
    const worker = readFileSync(join(out, 'service-worker.js'), 'utf8')
      .replace('const shell = []', `const shell = ${JSON.stringify(['/', ...paths.map(path => `/${path}`)])}`)
      .replace("const build = ''", `const build = '${build.digest('hex').slice(0, 16)}'`)
    writeFileSync(join(out, 'service-worker.js'), worker)
  },
}

/**
 * Of marked the page needs the lexer alone, and its one file ends in things that a bundler cannot know to be without effect: an instance of everything
 * else it has. Without that end the bundler leaves out what nobody uses, a quarter of the file.
 */
const lexerAlone: Plugin = {
  name: 'lexer-alone',
  transform(code, id) {
    if (!id.endsWith('/marked/lib/marked.esm.js')) return undefined
    const without = code.replace(
      /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse.*export\{.*\b(\w+) as Lexer\b.*\}/s,
      'export{$2 as Lexer}',
    )
    if (without === code) throw new Error('marked ends otherwise than it did: look how its lexer can be had alone.')
    return { code: without, map: null }
  },
}

/** Bounds are numbers in two tables, of which the page needs a few: each is put where it is asked for, and the tables stay out. */
const bounds: Plugin = {
  name: 'bounds',
  transform: {
    filter: { id: /\/src\/(?:client|protocol|web)\// },
    order: 'pre',
    handler(code) {
      const tables: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { limits, sdkBounds }
      return code.replace(/(?<![.\w])(limits|sdkBounds)\.(\w+)/g, (asked, table, key) => {
        const value = tables[table]?.[key]
        return typeof value === 'number' ? `(${value})` : asked
      })
    },
  },
}

/** All JavaScript, compressed, that a browser loads before the lobby can be used: what the document asks for, and the words of another language. */
const firstViewBytesMax = 130_000

const firstView: Plugin = {
  name: 'first-view',
  writeBundle(_, bundle) {
    const chunks = Object.values(bundle).filter(made => made.type === 'chunk')
    const compressedBytes = (code: string | Buffer): number => gzipSync(code, { level: 9 }).length
    const asked = new Set(chunks.filter(({ isEntry }) => isEntry))
    for (const { imports } of asked) for (const chunk of chunks) if (imports.includes(chunk.fileName)) asked.add(chunk)
    const languages = chunks.filter(
      ({ facadeModuleId }) => facadeModuleId?.startsWith(at('src/web/words/')) && !/beyond/.test(facadeModuleId),
    )
    const bytes =
      [...asked].reduce((sum, { code }) => sum + compressedBytes(code), compressedBytes(readFileSync(at('src/web/public/early.js')))) +
      Math.max(0, ...languages.filter(chunk => !asked.has(chunk)).map(({ code }) => compressedBytes(code)))
    if (bytes > firstViewBytesMax)
      this.error(
        `The first view's JavaScript has ${bytes} bytes, more than ${firstViewBytesMax}: load later what it does without (src/web/later.ts).`,
      )
    this.info(`The first view's JavaScript has ${bytes} bytes of ${firstViewBytesMax}.`)
  },
}

const config: UserConfig = {
  root: at('src/web'),
  plugins: [lexerAlone, bounds, firstView, shell, compressed],
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: out,
    emptyOutDir: true,
    // What the SDK needs, too: browsers of the last two years.
    target: ['chrome123', 'firefox128', 'safari18'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // What parts of React say to servers says nothing here.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
    // Nothing as data: addresses, which the page's policy does not let in everywhere.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/ws': { target: 'ws://localhost:8080', ws: true }, '^/(?:files?|uploads|transfers|s)/': 'http://localhost:8080' } },
}

// biome-ignore lint/style/noDefaultExport: that is how Vite reads it.
export default config
