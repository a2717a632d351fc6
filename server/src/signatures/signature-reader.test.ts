import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { testAuthority } from '../testing/authority.ts'
import type { Authority, Issued } from '../testing/authority.ts'
import { signatureReader } from './signature-reader.ts'
import type { SignatureReader } from './signature-reader.ts'
import { faultsOf } from './signature-report.ts'
import { noAnchors } from './trust.ts'

const at = new Date()
const content = Buffer.from('una procura')

let authority: Authority
let mario: Issued
beforeAll(async () => {
  authority = await testAuthority()
  mario = await authority.issue({ fiscalCode: 'RSSMRA80A01H501U', key: 'RSA:2048' })
})
afterAll(() => authority[Symbol.asyncDispose]())

const open: SignatureReader[] = []
afterEach(() => Promise.all(open.splice(0).map((reader) => reader.close())))

function reader(options?: Parameters<typeof signatureReader>[0]): SignatureReader {
  const made = signatureReader(options)
  open.push(made)
  return made
}

describe('signatureReader', () => {
  it('answers every question on its own', async () => {
    const sha256 = createHash('sha256').update(content).digest('hex')
    const report = await reader().verifyP7m(await authority.sign(content, mario), {
      at,
      anchors: authority.anchors,
      expectedContent: { sha256 },
      expectedFiscalCode: 'rssmra80a01h501u',
    })
    expect(report).toEqual({
      readable: { is: 'signed', encoding: 'DER', layers: 1 },
      content: { is: 'matches', sha256, sizeBytes: content.length },
      signers: [
        {
          layer: 1,
          intact: { is: 'yes' },
          signingCertificate: 'matches',
          strength: { is: 'enough', digest: 'SHA-256', key: 'RSA 2048' },
          signingTime: { is: 'claimed', at: expect.stringMatching(/^20\d\d-/) },
          certificate: {
            is: 'valid',
            from: '2020-01-01T00:00:00.000Z',
            to: '2049-12-31T23:59:59.000Z',
            stillValid: true,
          },
          usage: 'for signatures',
          chain: { is: 'trusted', anchor: 'Autorita di prova' },
          qualified: { is: 'not assessed', why: 'no trusted list imported' },
          revocation: { is: 'not assessed', why: 'off' },
          timeStamp: 'absent',
          name: 'Mario Rossi',
          fiscalCode: 'matches',
        },
      ],
    })
    expect(faultsOf(report)).toEqual([])
  })

  it('gives the content to who wants it, and leaves the bytes to their owner', async () => {
    const signed = await authority.sign(content, mario)
    const { report, content: inside } = await reader().openP7m(signed, { at, anchors: noAnchors, maxBytes: 100_000 })
    expect(Buffer.from(inside ?? [])).toEqual(content)
    expect(report.signers[0]?.chain).toEqual({ is: 'no anchors configured' })
    expect(signed[0]).toBe(0x30)
  })

  it('refuses what is larger than it may be', async () => {
    const signed = await authority.sign(content, mario)
    const opened = await reader().openP7m(signed, { at, anchors: noAnchors, maxBytes: 10 })
    expect(opened).toEqual({ report: { readable: { is: 'too large', what: 'bytes', limit: 10 }, signers: [] } })
    expect(faultsOf(opened.report)).toEqual(['not readable'])
  })

  it('follows a change of anchors, also back and forth', async () => {
    await using stranger = await testAuthority()
    const signed = await authority.sign(content, mario)
    const own = reader()
    const chains: string[] = []
    for (const { anchors } of [authority, stranger, authority]) {
      const { signers } = await own.verifyP7m(signed, { at, anchors })
      chains.push(signers[0]?.chain.is ?? '')
    }
    expect(chains).toEqual(['trusted', 'not trusted', 'trusted'])
  })

  it('gives up what takes too long and works again with the next', async () => {
    const signed = await authority.sign(Buffer.alloc(20_000_000, 'a'), mario)
    const slow = reader({ timeoutMs: 1 })
    for (let time = 0; time < 2; time += 1) {
      expect(await slow.verifyP7m(signed, { at, anchors: noAnchors })).toEqual({
        readable: { is: 'timed out' },
        signers: [],
      })
    }
  })

  it('reads those of one account in turns with those of others', async () => {
    const own = reader({ waiting: 20 })
    const signed = await authority.sign(content, mario)
    const ended: string[] = []
    const ask = (whose: string) =>
      own.verifyP7m(signed, { at, anchors: noAnchors }, whose).then(() => void ended.push(whose))
    await Promise.all(['a', 'a', 'a', 'a', 'b', 'c', 'b'].map(ask))
    // The first began at once, and the second came before anybody else's.
    expect(ended).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'a'])
  })

  it('is busy when enough wait, and once closed', async () => {
    const own = reader({ waiting: 1 })
    const signed = await authority.sign(content, mario)
    const ask = () => own.verifyP7m(signed, { at, anchors: noAnchors })
    const reports = await Promise.all([ask(), ask(), ask()])
    expect(reports.map(({ readable }) => readable.is)).toEqual(['signed', 'signed', 'busy'])
    await own.close()
    expect((await ask()).readable).toEqual({ is: 'busy' })
  })
})
