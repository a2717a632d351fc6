import { describe, expect, it } from 'vitest'
import { coverageOutcomes, coverageWords } from './pdf-words.ts'
import type { PdfSignature } from './verify-pades.ts'

const readable = { is: 'signed', encoding: 'DER', layers: 1 } as const

describe('what is said of how much a signature covers', () => {
  it.each([
    ['signature', 'La firma copre', 'The signature covers'],
    ['time stamp', 'La marca temporale copre', 'The time stamp covers'],
  ] as const)('calls a %s by its name', (kind, italian, english) => {
    const said = coverageWords({ coverage: 'whole file', kind, readable, signers: [] })
    expect(said.italian).toContain(italian)
    expect(said.english).toContain(english)
    expect(said.english.includes('not assessed')).toBe(kind === 'time stamp')
  })

  it('has words for every coverage', () => {
    const coverages: PdfSignature['coverage'][] = ['whole file', 'does not cover the whole file', 'byte range wrong']
    const said = coverages.map((coverage) => coverageWords({ coverage, kind: 'signature', readable, signers: [] }))
    expect(said.map(({ outcome }) => outcome)).toEqual([...coverageOutcomes])
  })
})
