import { describe, expect, it } from 'vitest'
import { strictness, strictnessIn } from './strictness.ts'

describe('strictness', () => {
  it('is lenient in the sandbox, so that the documented samples pass', () => {
    expect(strictnessIn('sandbox')).toMatchObject({
      base64: 'lenient',
      pdf: 'prefix',
      fiscalCode: 'any',
      vatNumber: 'shape',
      phone: 'any',
      subtype: 'any',
      conditionalFields: false,
      addressDomains: 'sandbox',
      domainQuota: false,
      privateCallbacks: 'allow',
    })
  })

  it('is strict in production, except for the cross check, which stays off', () => {
    expect(strictnessIn('production')).toMatchObject({
      base64: 'strict',
      pdf: 'structure',
      signedDocuments: 'p7m',
      fiscalCode: 'checked',
      vatNumber: 'checked',
      phone: 'checked',
      subtype: 'own',
      conditionalFields: true,
      birthCrossCheck: false,
      privateCallbacks: 'deny',
    })
  })

  it('makes the checks of production in a sandbox, with the addresses of a sandbox', () => {
    expect(strictnessIn('sandbox', 'production')).toEqual({
      ...strictnessIn('production'),
      addressDomains: strictnessIn('sandbox').addressDomains,
    })
  })

  it('returns the value of every row of the table, each explained by a sentence', () => {
    for (const mode of ['sandbox', 'production'] as const) {
      expect(Object.entries(strictnessIn(mode))).toEqual(
        Object.entries(strictness).map(([row, cells]) => [row, cells[mode]]),
      )
    }
    for (const row of Object.values(strictness)) expect(row.means).toMatch(/^\w.{20,}/)
  })
})
