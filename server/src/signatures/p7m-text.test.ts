import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testAuthority } from '../testing/authority.ts'
import type { Authority, Issued } from '../testing/authority.ts'
import { faultsOf } from './signature-report.ts'
import type { SignatureReport } from './signature-report.ts'
import { openP7m } from './verify-p7m.ts'

const at = new Date()
const content = Buffer.from('%PDF-1.7 una procura')

let authority: Authority
let mario: Issued
let anna: Issued
let signed: Buffer
beforeAll(async () => {
  authority = await testAuthority()
  mario = await authority.issue({ fiscalCode: 'RSSMRA80A01H501U' })
  anna = await authority.issue({ name: 'Anna Bianchi' })
  signed = await authority.sign(content, mario)
})
afterAll(() => authority[Symbol.asyncDispose]())

async function reportOf(bytes: Uint8Array): Promise<SignatureReport> {
  return (await openP7m(bytes, { at, anchors: authority.anchors })).report
}

describe('a signed file', () => {
  it('ends where it ends, but for the tail that mail and file systems leave', async () => {
    const pieces = await authority.sign(content, mario, ['-stream'])
    for (const file of [signed, pieces, await authority.sign(content, mario, ['-outform', 'PEM'])]) {
      for (const tail of ['\0', '\n', '\r\n', ' ', '\n\n\n', '\0'.repeat(1_000), ' \r\n\0 ']) {
        expect(faultsOf(await reportOf(Buffer.concat([file, Buffer.from(tail)])))).toEqual([])
      }
    }
    for (const tail of ['ciao', '\x01', '0\0', '\0\n0', '\xff', '\t', '\x1a']) {
      for (const file of [signed, pieces]) {
        const longer = Buffer.concat([file, Buffer.from(tail, 'latin1')])
        for (const bytes of [longer, Buffer.from(longer.toString('base64'))])
          expect((await reportOf(bytes)).readable).toEqual({ is: 'not p7m', why: 'bytes after its end' })
      }
    }
    expect((await reportOf(signed.subarray(0, -1))).readable).toEqual({ is: 'not p7m', why: 'malformed' })
  })

  it('inside another may have a tail too', async () => {
    const inner = Buffer.concat([signed, Buffer.from('\0\r\n')])
    const report = await reportOf(await authority.sign(inner, anna))
    expect(report.readable).toEqual({ is: 'signed', encoding: 'DER', layers: 2 })
  })

  it.each([
    ['before', (pem: string) => `subject=/C=IT/CN=MARIO ROSSI\n\n${pem}`],
    ['after', (pem: string) => `${pem}\n-- \nMario Rossi`],
    ['around, in CRLF', (pem: string) => `Firma:\n${pem}\nfine\n`.replaceAll('\n', '\r\n')],
    ['of another name around', (pem: string) => `${pem.replaceAll('CMS', 'PKCS7')}testo`],
    ['that is a byte order mark', (pem: string) => `\xef\xbb\xbf${pem}`],
    ['that is a certificate', (pem: string) => `-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n${pem}`],
  ])('in PEM may have text %s (RFC 7468)', async (_, around) => {
    const pem = await authority.sign(content, mario, ['-outform', 'PEM'])
    const report = await reportOf(Buffer.from(around(pem.toString()), 'latin1'))
    expect(report.readable).toEqual({ is: 'signed', encoding: 'PEM', layers: 1 })
    expect(faultsOf(report)).toEqual([])
  })

  it('in PEM is one: of two, two readers would take two', async () => {
    const pem = (await authority.sign(content, mario, ['-outform', 'PEM'])).toString()
    const other = pem.replaceAll('CMS', 'PKCS7')
    for (const two of [pem + pem, pem + other, `${other}ciao\n${pem}`])
      expect((await reportOf(Buffer.from(two))).readable.is).toBe('not p7m')
    const crossed = pem.replace('END CMS', 'END PKCS7')
    expect((await reportOf(Buffer.from(crossed))).readable.is).toBe('not p7m')
  })

  it('may be encoded twice over', async () => {
    const base64 = (bytes: Uint8Array | string) => Buffer.from(Buffer.from(bytes).toString('base64'))
    const pem = await authority.sign(content, mario, ['-outform', 'PEM'])
    for (const bytes of [
      base64(pem),
      base64(base64(signed)),
      base64(base64(pem)),
      base64(`testo\r\n${pem.toString()}`),
    ]) {
      expect((await reportOf(bytes)).readable).toEqual({ is: 'signed', encoding: 'base64', layers: 1 })
      const report = await reportOf(await authority.sign(base64(pem), anna))
      expect(report.readable).toEqual({ is: 'signed', encoding: 'DER', layers: 2 })
    }
    const often = base64(base64(base64(base64(base64(signed)))))
    expect((await reportOf(often)).readable).toEqual({ is: 'not p7m', why: 'not DER, PEM or base64' })
  })

  it('may hold a text that quotes another, which stays a text', async () => {
    const pem = (await authority.sign(content, mario, ['-outform', 'PEM'])).toString()
    for (const text of [`Allego:\n${pem}`, `${pem}Cordiali saluti`]) {
      const { report, content: inside } = await openP7m(await authority.sign(Buffer.from(text), anna), {
        at,
        anchors: authority.anchors,
      })
      expect(report.readable).toEqual({ is: 'signed', encoding: 'DER', layers: 1 })
      expect(inside && Buffer.from(inside).toString()).toBe(text)
    }
  })
})
