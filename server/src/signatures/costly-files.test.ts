// Signed files made to keep the worker busy: each is answered for no more than one file may cost.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { certificateOf, curveKey, longExponentKey, nameOf, signedFileOf, signerOf } from '../testing/hostile-p7m.ts'
import type { HandMade, Signing } from '../testing/hostile-p7m.ts'
import { Certificate } from 'pkijs'
import { nodeEngine } from './crypto-engine.ts'
import type { SignatureReport } from './signature-report.ts'
import { trustAnchors } from './trust.ts'
import { openP7m } from './verify-p7m.ts'

const key = curveKey('P-256')
const rootName = nameOf('Root')
const root = certificateOf(rootName, key, { issuer: rootName, by: key, authority: true })
const anchors = trustAnchors({ certificates: [root.der], services: [], lists: [] })

const reportOf = async (bytes: Uint8Array): Promise<SignatureReport> =>
  (await openP7m(bytes, { at: new Date('2026-06-01'), anchors, mostSigners: 3 })).report

const mario = (by: Signing = key, issuer = rootName, own: Signing = key) =>
  certificateOf(nameOf('Mario'), own, { issuer, by })

/** Three files in each other, each signed by all of these hashes. */
function threeLayers(hashes: readonly string[], bytes: number): Buffer {
  let file: Buffer = Buffer.alloc(bytes, 'x')
  for (let layer = 0; layer < 3; layer += 1) {
    const signer = mario()
    const content = file
    const signers = hashes.map((hash) => signerOf(content, signer, hash))
    file = signedFileOf(content, [signer], signers)
  }
  return file
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a signed file pays for', () => {
  it('what is hashed: three layers by two algorithms, and no more of a long file', async () => {
    expect((await reportOf(threeLayers(['sha256', 'sha512'], 4_000_000))).readable).toMatchObject({ layers: 3 })
    const often = await reportOf(threeLayers(['sha256', 'sha384', 'sha3-512'], 4_000_000))
    expect(often.readable).toMatchObject({ is: 'too large', what: 'bytes to be hashed' })
  })

  it('names, which nobody has as long as that', async () => {
    const long = nameOf('A b'.repeat(2_000))
    const tooLarge = { is: 'too large', what: 'bytes of a name', limit: 4_000 }
    for (const signer of [mario(key, long), certificateOf(long, key, { issuer: rootName, by: key })])
      expect(
        (await reportOf(signedFileOf(Buffer.from('x'), [signer], [signerOf(Buffer.from('x'), mario())]))).readable,
      ).toEqual(tooLarge)
    const named = signerOf(Buffer.from('x'), { ...mario(), issuer: long })
    expect((await reportOf(signedFileOf(Buffer.from('x'), [mario()], [named]))).readable).toEqual(tooLarge)
  })

  it('each certificate that may have issued another: a hundred are checked, each once', async () => {
    const checked = vi.spyOn(Certificate.prototype, 'verify')
    const signer = mario(key, nameOf('CA 0'))
    const report = await reportOf(
      signedFileOf(Buffer.from('x'), [signer, ...alike(13)], Array(3).fill(signerOf(Buffer.from('x'), signer))),
    )
    expect(report.signers.map(({ intact, chain }) => [intact.is, chain.is])).toEqual(
      Array(3).fill(['yes', 'not trusted']),
    )
    expect(checked.mock.calls.length).toBeGreaterThan(20)
    expect(checked.mock.calls.length).toBeLessThanOrEqual(100)
  })

  it.each([
    ['a curve over a binary field', () => curveKey('sect571r1')],
    ['an exponent as long as its modulus', () => longExponentKey(2_048)],
  ])('no key with %s', async (_, make) => {
    const verified = vi.spyOn(nodeEngine, 'verifyWithPublicKey')
    const signer = mario(key, rootName, make())
    const [report] = (await reportOf(signedFileOf(Buffer.from('x'), [signer], [signerOf(Buffer.from('x'), signer)])))
      .signers
    expect(report?.intact).toEqual({ is: 'not checked', why: 'algorithm not supported' })
    expect(report?.strength.is).toBe('not assessed')
    expect(verified).toHaveBeenCalled()
  })

  it('each walk over what has no length of its own', async () => {
    const signer = mario()
    const plain = signerOf(Buffer.from('x'), signer)
    const open = (tag: string, ...parts: Uint8Array[]) =>
      Buffer.concat([Buffer.from(`${tag}80`, 'hex'), ...parts, Buffer.alloc(2)])
    const withUnsigned = (values: Buffer) => {
      const attribute = open('30', Buffer.from('06032a0304', 'hex'), open('31', values))
      const info = open('30', plain.subarray(headOf(plain)), open('a1', attribute))
      return signedFileOf(Buffer.from('x'), [signer], [info])
    }
    const long = withUnsigned(Buffer.alloc(1_000_000, Buffer.from('04080000000000000000', 'hex')))
    expect((await reportOf(long)).readable.is).toBe('signed')
    const many = withUnsigned(Buffer.alloc(2_800_000, Buffer.from('0500', 'hex')))
    expect((await reportOf(many)).readable).toMatchObject({ is: 'too large', what: 'elements' })
  })
})

/** Bytes before the content. */
const headOf = (der: Uint8Array) => ((der[1] ?? 0) < 0x80 ? 2 : 2 + ((der[1] ?? 0) & 0x7f))

/** Four generations of authorities, each of which may have issued each of the next; the first calls itself issued by an anchor. */
function alike(perLevel: number): HandMade[] {
  const own = curveKey('P-256')
  return Array.from({ length: 4 * perLevel }, (_, n) => {
    const level = Math.floor(n / perLevel)
    const issuer = level === 3 ? rootName : nameOf(`CA ${level + 1}`)
    return certificateOf(nameOf(`CA ${level}`), level === 0 ? key : own, { issuer, by: own, authority: true })
  })
}
