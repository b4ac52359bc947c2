// Builds the page, src/web, into dist/web, from where the hub serves it; each file also in the forms in which it goes over the wire.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin, UserConfig } from 'vite'

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

const config: UserConfig = {
  root: at('src/web'),
  plugins: [shell, compressed],
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
