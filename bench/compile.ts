// Makes what is measured and what measures: the hub as a user gets it, and the load generators in C.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Tools } from './bench.ts'

const root = join(import.meta.dirname, '..')

/** The full path of a program, or undefined where it is not installed. Servers often live outside the PATH of an ordinary user. */
export const findProgram = (name: string): string | undefined =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'].map(folder => join(folder, name)).find(existsSync)

/** Compiles linebench, wsbench and sink into the folder, or gives undefined where there is no C compiler. */
export const compileTools = (folder: string): Tools | undefined => {
  const compiler = findProgram('cc') ?? findProgram('gcc') ?? findProgram('clang')
  if (compiler === undefined) return undefined
  const compile = (name: string): string => {
    const program = join(folder, name)
    execFileSync(compiler, ['-O2', '-Wall', '-Wextra', '-o', program, join(import.meta.dirname, `${name}.c`)], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    return program
  }
  return { linebench: compile('linebench'), wsbench: compile('wsbench'), sink: compile('sink') }
}

/** Builds the package into a folder of its own, laid out as npm installs it: there is no src/ beside bin/, so bin runs dist/. */
export const buildHub = (folder: string): { installed: string; isClean: boolean } | undefined => {
  const installed = join(folder, 'package')
  const dist = join(installed, 'dist')
  mkdirSync(installed)
  const build = spawnSync('npm', ['run', '--silent', 'build:hub', '--', '--outDir', dist], {
    cwd: root,
    stdio: ['ignore', process.stderr, 'inherit'],
  })
  // the compiler emits in spite of errors in types, and a hub in the middle of a change may well be worth measuring
  if (!existsSync(join(dist, 'main.js'))) return undefined
  const page = spawnSync('npm', ['run', '--silent', 'build:page'], { cwd: root, stdio: ['ignore', process.stderr, 'inherit'] })
  if (page.status === 0) cpSync(join(root, 'dist/web'), join(dist, 'web'), { recursive: true })
  cpSync(join(root, 'bin'), join(installed, 'bin'), { recursive: true })
  cpSync(join(root, 'package.json'), join(installed, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'))
  return { installed, isClean: build.status === 0 && page.status === 0 }
}
