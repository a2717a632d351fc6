import { describe, expect, it } from 'vitest'
import { faultWords } from './report-reasons.ts'
import { linesOf, reportChecks, reportOutcomes } from './report-words.ts'
import type { Readable, SignatureReport, SignerReport } from './signature-report.ts'

const good: SignerReport = {
  layer: 1,
  intact: { is: 'yes' },
  signingCertificate: 'matches',
  strength: { is: 'enough', digest: 'SHA-256', key: 'RSA 2048' },
  signingTime: { is: 'claimed', at: '2026-11-24T10:00:00Z' },
  certificate: { is: 'valid', from: '2026-01-01', to: '2029-01-01', stillValid: true },
  usage: 'for signatures',
  chain: { is: 'trusted', anchor: 'CN=Prova' },
  qualified: { is: 'qualified', list: { territory: 'IT', sequence: 7, issuedAt: '2026-11-01' } },
  revocation: { is: 'good', source: 'ocsp', asOf: '2026-11-24T10:00:00Z' },
  timeStamp: 'absent',
  name: 'Mario Rossi',
  fiscalCode: 'matches',
}
const revoked = {
  is: 'revoked',
  whose: 'signer',
  at: '2026-11-01T10:00:00Z',
  when: 'before signing',
  reason: 'superseded',
  source: 'crl',
  asOf: '2026-11-24T10:00:00Z',
} as const
const signed: Readable = { is: 'signed', encoding: 'DER', layers: 1 }
const report = (...signers: Partial<SignerReport>[]): SignatureReport => ({
  readable: signed,
  content: { is: 'matches', sha256: 'x', sizeBytes: 1 },
  signers: signers.map((changes) => ({ ...good, ...changes })),
})
const outcomeOf = (of: SignatureReport, check: string) => linesOf(of).find((line) => line.check === check)?.outcome

describe('a report in words', () => {
  it('answers everything that was checked, each thing by itself, of each signer, in both languages', () => {
    const lines = linesOf(report({}, {}))
    expect(lines.filter(({ signer }) => signer === null).map(({ check }) => check)).toEqual(['readable', 'content'])
    for (const signer of [1, 2]) {
      const checks = lines.filter((line) => line.signer === signer).map(({ check }) => check)
      expect(['readable', 'content', ...checks]).toEqual([...reportChecks])
    }
    for (const { outcome, italian, english } of lines) {
      expect(reportOutcomes).toContain(outcome)
      expect(italian).toMatch(/\.$/)
      expect(english).toMatch(/\.$/)
      expect(`${italian}${english}`).not.toMatch(/undefined|Mario|\[object/)
    }
  })

  const files: [string, Readable][] = [
    ['failed', { is: 'not p7m', why: 'empty' }],
    ['failed', { is: 'too large', what: 'bytes', limit: 1 }],
    ['failed', { is: 'too large', what: 'signers', limit: 20 }],
    ['failed', { is: 'too deep' }],
    ['failed', { is: 'timed out' }],
    ['not_assessed', { is: 'busy' }],
  ]
  it.each(files)('says %s of a file that is %j', (outcome, readable) => {
    expect(linesOf({ readable, signers: [] })).toMatchObject([{ check: 'readable', signer: null, outcome }])
  })

  const contents: [string, NonNullable<SignatureReport['content']>][] = [
    ['failed', { is: 'differs', sha256: 'x', sizeBytes: 1 }],
    ['failed', { is: 'detached' }],
    ['not_assessed', { is: 'not asked', sha256: 'x', sizeBytes: 1 }],
  ]
  it.each(contents)('says %s of a content that is %j', (outcome, content) => {
    expect(outcomeOf({ ...report({}), content }, 'content')).toBe(outcome)
  })

  const signers: [string, string, Partial<SignerReport>][] = [
    ['intact', 'failed', { intact: { is: 'no', why: 'content changed' } }],
    ['intact', 'not_assessed', { intact: { is: 'not checked', why: 'detached' } }],
    ['signing_certificate', 'not_assessed', { signingCertificate: 'missing' }],
    ['signing_certificate', 'failed', { signingCertificate: 'does not match' }],
    ['signing_certificate', 'not_assessed', { signingCertificate: 'not assessed' }],
    ['strength', 'not_assessed', { strength: { is: 'not assessed', digest: 'unknown', key: 'RSA 2048' } }],
    ['strength', 'failed', { strength: { is: 'too weak', digest: 'SHA-1', key: 'RSA 1024' } }],
    ['signing_time', 'not_assessed', { signingTime: { is: 'absent' } }],
    ['signing_time', 'failed', { signingTime: { is: 'in the future', at: '2030-01-01' } }],
    [
      'signing_time',
      'failed',
      { signingTime: { is: 'before it was issued', at: '2021-01-01', issuedAt: '2026-01-01' } },
    ],
    ['certificate', 'failed', { certificate: { is: 'missing' } }],
    ['certificate', 'failed', { certificate: { is: 'expired', from: 'a', to: 'b', stillValid: false } }],
    ['certificate', 'failed', { certificate: { is: 'not yet valid', from: 'a', to: 'b', stillValid: false } }],
    ['usage', 'failed', { usage: 'not for signatures' }],
    ['usage', 'not_assessed', { usage: 'not said' }],
    ['chain', 'failed', { chain: { is: 'not trusted', why: 'no path to an anchor' } }],
    ['chain', 'not_assessed', { chain: { is: 'no anchors configured' } }],
    ['qualified', 'failed', { qualified: { is: 'not qualified', why: 'issuer not on a list' } }],
    ['qualified', 'not_assessed', { qualified: { is: 'not assessed', why: 'no trusted list imported' } }],
    ['revocation', 'failed', { revocation: revoked }],
    ['revocation', 'failed', { revocation: { ...revoked, whose: 'authority' } }],
    ['revocation', 'failed', { revocation: { ...revoked, when: 'after signing' } }],
    ['revocation', 'not_assessed', { revocation: { is: 'not assessed', why: 'off' } }],
    ['revocation', 'not_assessed', { revocation: { is: 'not assessed', why: 'no answer' } }],
    ['time_stamp', 'not_assessed', { timeStamp: 'present, not assessed' }],
    ['fiscal_code', 'failed', { fiscalCode: 'differs' }],
    ['fiscal_code', 'failed', { fiscalCode: 'absent' }],
    ['fiscal_code', 'not_assessed', { fiscalCode: 'not asked' }],
  ]
  it.each(signers)('says of %s: %s when it is %j', (check, outcome, changes) => {
    expect(outcomeOf(report({}), check)).toBe(check === 'time_stamp' ? 'not_assessed' : 'passed')
    expect(outcomeOf(report(changes), check)).toBe(outcome)
  })

  it('has words for every fault', () => {
    for (const { italian, english } of Object.values(faultWords)) expect([italian, english]).not.toContain('')
  })
})
