// The page as the hub serves it: under which headers, in which forms, at which addresses, and what is said where it was not built.
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fastify from 'fastify'
import { pageRoutes } from '../../src/gateway/http/page.ts'
import { temporaryFolder } from '../support/hub.ts'

const folder = await temporaryFolder()
await mkdir(join(folder.path, 'built/assets'), { recursive: true })
const files = {
  'index.html': '<!doctype html>',
  'icon.svg': '<svg/>',
  'assets/index-abc.js': 'plain',
  'assets/index-abc.js.br': 'br',
  'assets/index-abc.js.gz': 'gz',
}
for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, 'built', name), text)
await writeFile(join(folder.path, 'secret.js'), 'secret')

function door(name: string) {
  const app = fastify()
  pageRoutes(app, join(folder.path, name))
  after(() => app.close())
  return app
}
const built = door('built')
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

test('every address of the page is the same document, under a policy that lets only its own files run', async () => {
  for (const url of ['/', '/room/lobby', '/room/~12/34?panel=people', '/status']) {
    const { statusCode, headers, body } = await built.inject({ url, headers: browser })
    assert.deepEqual([statusCode, body], [200, files['index.html']], url)
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/)
    assert.doesNotMatch(policy, /unsafe|\*/)
    for (const rule of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "require-trusted-types-for 'script'"])
      assert.ok(policy.includes(rule), rule)
    assert.deepEqual(
      [headers['x-content-type-options'], headers['referrer-policy'], headers['cache-control']],
      ['nosniff', 'no-referrer', 'no-cache'],
    )
  }
})

test('assets come in the best form that the asker takes, and for ever', async () => {
  for (const [accepts, body, encoding] of [
    ['gzip, deflate, br, zstd', 'br', 'br'],
    ['gzip', 'gz', 'gzip'],
    ['', 'plain', undefined],
  ] as const) {
    const answer = await built.inject({ url: '/assets/index-abc.js', headers: { 'accept-encoding': accepts } })
    assert.deepEqual([answer.body, answer.headers['content-encoding']], [body, encoding])
    assert.equal(answer.headers['content-type'], 'text/javascript; charset=utf-8')
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable')
  }
})

test('a browser that has the document already is told so', async () => {
  const { etag } = (await built.inject({ url: '/' })).headers
  const again = await built.inject({ url: '/', headers: { 'if-none-match': String(etag) } })
  assert.deepEqual([again.statusCode, again.body], [304, ''])
})

test('nothing beside the page can be had, and programs are told 404', async () => {
  for (const url of [
    '/../secret.js',
    '/%2e%2e/secret.js',
    '/assets/../../secret.js',
    '/assets/%2e%2e%2fsecret.js',
    '/secret.js',
    '/status',
    '/x.php',
  ]) {
    const { statusCode, body } = await built.inject({ url })
    assert.equal(statusCode, 404, url)
    assert.doesNotMatch(body, /secret$/)
  }
})

test('where the page was not built one sentence says how', async () => {
  const { statusCode, headers, body } = await door('nowhere').inject({ url: '/', headers: browser })
  assert.equal(statusCode, 503)
  assert.match(String(headers['content-type']), /^text\/plain/)
  assert.match(body, /npm run build:page/)
})
