// SHA-256 in TypeScript: the examples of its standard, and as node:crypto works it out, however the bytes are cut.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Sha256 } from '../../src/client/transfers/sha256.ts'
import { sha256Of } from '../support/files.ts'

function hashOf(...pieces: readonly Uint8Array[]): string {
  const hash = new Sha256()
  for (const piece of pieces) hash.update(piece)
  return hash.hex()
}

describe('SHA-256', () => {
  // https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
  it('is that of the examples of FIPS 180-4', () => {
    assert.equal(hashOf(), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    assert.equal(hashOf(Buffer.from('abc')), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    const two = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'
    assert.equal(hashOf(Buffer.from(two)), '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1')
    const thousand = Buffer.alloc(1_000, 'a')
    const million = Array.from({ length: 1_000 }, () => thousand)
    assert.equal(hashOf(...million), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0')
  })

  it('is that of node:crypto for every length around a block', () => {
    for (let length = 0; length <= 260; length++) {
      const bytes = Buffer.alloc(length, 0x5a)
      assert.equal(hashOf(bytes), sha256Of(bytes), `${length} bytes`)
    }
  })

  it('is that of node:crypto, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 }), pieces => {
        assert.equal(hashOf(...pieces), sha256Of(Buffer.concat(pieces)))
      }),
    )
  })
})
