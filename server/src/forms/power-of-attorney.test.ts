import { PDFArray, PDFDict, PDFName, PDFString } from '@cantoo/pdf-lib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openedForm } from '../testing/opened-form.ts'
import { parseFormMark, requestMark } from './form-mark.ts'
import type { FormRequest } from './form-request.ts'
import { capacities } from './power-of-attorney-texts.ts'
import { powerOfAttorney } from './power-of-attorney.ts'

const request: FormRequest = {
  id: '6560a1b2c3d4e5f60718293a',
  casella_pec: 'azienda.prova@legalmail.it',
  cf: 'RSSMRA80A01H501U',
  nome: 'Mario',
  cognome: 'D’Amicò',
  qualifica: 'LEGALE_RAPPRESENTANTE',
  email: 'mario.rossi@example.com',
  cellulare: '3331234567',
  ragione_sociale: 'Azienda Prova S.r.l. Ελλάδα €',
  cf_piva: '12345678903',
  comune: 'Forlì',
  provincia: 'FC',
  pec_amministratore: false,
  codice_registro_imprese: '024A1B2C',
  attorneyName: 'Intermediario Rossi S.r.l.',
  attorneyFiscalCode: '01234567897',
}
const options = { issuedAt: new Date('2026-11-24T09:00:00Z'), sandbox: false }
const draw = (changes: Partial<FormRequest> = {}, more: Partial<typeof options> = {}) =>
  powerOfAttorney({ ...request, ...changes }, { ...options, ...more })
const words = async (issued: { bytes: Uint8Array }) => (await openedForm(issued)).text.replaceAll(/\s+/g, ' ')

describe('the power of attorney', () => {
  it('prints who grants it to whom, for which company, address and filing', async () => {
    const text = await words(await draw())
    const { qualifica, pec_amministratore, ...printed } = request
    expect([qualifica, pec_amministratore]).toEqual(['LEGALE_RAPPRESENTANTE', false])
    for (const value of Object.values(printed)) expect(text).toContain(value)
    expect(text).toContain('Legale rappresentante')
    expect(text).toContain('Camera di commercio della sede: Forlì (FC)')
    expect(text).toContain('24/11/2026')
  })

  it('grants powers, states their limits, and contains the legal declarations', async () => {
    const text = await words(await draw())
    for (const part of [
      'procura speciale',
      'n. 3616/C del 15 febbraio 2008',
      'sottoscrivere con la propria firma digitale la distinta',
      'trasmettere per via telematica la pratica',
      'non si estende alla sottoscrizione degli allegati',
      'si estingue con l’evasione o il rifiuto della pratica',
      'domicilio speciale',
      'artt. 46 e 47',
      'art. 76 del D.P.R. 28 dicembre 2000, n. 445',
      'riferibile unicamente all’impresa e nella sua titolarità esclusiva',
      'firma CAdES',
    ])
      expect(text).toContain(part)
  })

  it('declares for a director that the address is not the company’s', async () => {
    const text = await words(await draw({ pec_amministratore: true }))
    expect(text).toContain('dell’amministratore')
    expect(text).toContain('non coincide con il domicilio digitale dell’impresa')
    expect(text).not.toContain('riferibile unicamente all’impresa')
  })

  it.each(Object.entries(capacities))('names the capacity %s in Italian', async (qualifica, name) => {
    expect(await words(await draw({ qualifica }))).toContain(name)
  })

  it('produces the same bytes for the same data, and different bytes for different data', async () => {
    const { bytes } = await draw()
    expect(Buffer.compare((await draw()).bytes, bytes)).toBe(0)
    expect(Buffer.compare((await draw({ nome: 'Maria' })).bytes, bytes)).not.toBe(0)
    expect(Buffer.compare((await draw({}, { sandbox: true })).bytes, bytes)).not.toBe(0)
  })

  it('is tagged, in Italian, with its fonts, and has no fillable field: exactly these bytes are to be signed', async () => {
    const { doc } = await openedForm(await draw())
    expect(doc.catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict).lookup(PDFName.of('K'), PDFArray).size()).toBe(1)
    expect(doc.catalog.lookup(PDFName.of('MarkInfo'), PDFDict).get(PDFName.of('Marked'))?.toString()).toBe('true')
    expect(doc.catalog.lookup(PDFName.of('Lang'), PDFString).decodeText()).toBe('it-IT')
    expect(doc.catalog.has(PDFName.of('AcroForm'))).toBe(false)
    for (const empty of [{ cellulare: '' }, { cf: ' ' }])
      expect((await openedForm(await draw(empty))).doc.getForm().getFields()).toEqual([])
    const dicts = doc.context
      .enumerateIndirectObjects()
      .flatMap(([, found]) => (found instanceof PDFDict ? [found] : []))
    const descriptors = dicts.filter((dict) => dict.get(PDFName.of('Type')) === PDFName.of('FontDescriptor'))
    expect(descriptors).toHaveLength(2)
    expect(descriptors.every((dict) => dict.has(PDFName.of('FontFile2')))).toBe(true)
  })

  it('carries its mark, and says SANDBOX on every page in the sandbox', async () => {
    const issued = await draw({}, { sandbox: true })
    const { doc, text } = await openedForm(issued)
    expect(doc.getKeywords()).toBe(issued.mark)
    const { form, version, hash } = issued
    expect(parseFormMark(issued.mark)).toEqual({ form, id: request.id, version, hash })
    expect(form).toBe('procura_registro_imprese')
    expect(text.split('SANDBOX – facsimile senza valore').length - 1).toBe(doc.getPageCount())
    for (let page = 1; page <= doc.getPageCount(); page += 1)
      expect(text).toContain(`pagina ${page} di ${doc.getPageCount()}`)
  })

  it('has a different hash for any different value', () => {
    for (const key of Object.keys(request).filter((one): one is keyof FormRequest => one in request)) {
      const changed = key === 'pec_amministratore' ? { pec_amministratore: true } : { [key]: 'altro' }
      expect(requestMark({ ...request, ...changed }).mark, key).not.toBe(requestMark(request).mark)
    }
  })

  it('survives any value', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        '__proto__',
        'constructor',
        ') Tj ET endstream endobj',
        'W'.repeat(10_000),
        ' '.repeat(10_000),
        '\ud800',
      ),
    )
    const texts = Object.keys(request).filter((key) => key !== 'pec_amministratore')
    const values = fc.record(Object.fromEntries(texts.map((key) => [key, hostile])))
    await fc.assert(
      fc.asyncProperty(values, async (changes) => {
        const issued = await draw(changes)
        expect((await openedForm(issued)).doc.getKeywords()).toBe(issued.mark)
      }),
      { numRuns: 10 },
    )
  })
})
