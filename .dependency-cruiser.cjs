// Who may import whom. The house is described in ARCHITECTURE.md; this is what holds it to that.
const layer = (name, allowed) => ({
  name: `${name}-imports-only-its-own`,
  comment: `src/${name} may import ${allowed.length === 0 ? 'nothing else of ours' : allowed.join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^(src|test|bench|conformance|scripts|bin)/', pathNot: [`^src/${name}/`, ...allowed.map(path => `^src/${path}`)] },
})

const outside = ['core', 'npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg']

const pure = [
  ['protocol', { pathNot: '^src/protocol/json\\.ts$' }],
  ['hub', {}],
  // The SDK is for browsers, too; only its TCP transport and its files of this machine are for Node.
  ['client', { pathNot: '^src/client/(tcp|node)\\.ts$' }],
].map(([name, exception]) => ({
  name: `${name}-is-pure`,
  comment: `src/${name} knows neither Node nor a package.`,
  severity: 'error',
  from: { path: `^src/${name}/`, ...exception },
  to: { dependencyTypes: outside },
}))

module.exports = {
  forbidden: [
    layer('protocol', []),
    layer('hub', ['protocol/']),
    ...['store', 'blobs', 'bus', 'secrets'].map(name => layer(name, ['hub/ports.ts', 'protocol/'])),
    layer('gateway', ['hub/', 'protocol/']),
    layer('client', ['protocol/']),
    ...['cli', 'admin', 'web'].map(name => layer(name, ['client/', 'protocol/'])),
    ...pure,
    {
      name: 'frames-import-only-zod',
      severity: 'error',
      from: { path: '^src/protocol/json\\.ts$' },
      to: { dependencyTypes: outside, path: 'node_modules/', pathNot: 'node_modules/zod/' },
    },
    {
      name: 'clients-know-frames-by-type',
      comment: 'protocol/json brings zod with it.',
      severity: 'error',
      from: { path: '^src/(client|cli|web|admin)/' },
      to: { path: '^src/protocol/json\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-main-wires',
      comment: 'config, log, clock and the like stand beside main.ts, which alone imports them.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/[^/]+\\.ts$' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'bench-and-examples-are-clients',
      severity: 'error',
      from: { path: '^(bench|examples)/' },
      to: { path: '^src/', pathNot: '^src/(client|protocol)/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: ['\\.d\\.ts$', '/worker\\.ts$', '^src/web/public/', '^src/(main|cli/dial/main|cli/connect/main|cli/script/[a-z]+|admin/main|client/connect|client/(tcp|node))\\.ts$'] }, to: {} },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
}
