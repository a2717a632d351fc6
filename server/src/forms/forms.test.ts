import {
  PDFArray,
  PDFCheckBox,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFString,
  PDFTextField,
} from '@cantoo/pdf-lib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activationForm } from './activation.ts'
import type { FormMailbox } from './form-mailbox.ts'
import { formMark, parseFormMark } from './form-mark.ts'
import { openedForm as opened } from '../testing/opened-form.ts'
import { preservationForm } from './preservation.ts'

const issuedAt = new Date('2026-11-24T09:00:00Z')
const options = { issuedAt, sandbox: false }

const complete = {
  id: '6560a1b2c3d4e5f60718293a',
  casella_pec: 'azienda.prova@legalmail.it',
  tipo_casella: 'GOLD',
  tipo_cliente: 'IM',
  sottotipo_cliente: 'TE',
  sottotipo_cliente_altro: '',
  nome_richiedente: 'Mario',
  cognome_richiedente: 'D’Amicò',
  email: 'mario.rossi@example.com',
  telefono: '0548798569',
  cellulare: '3331234567',
  codice_fiscale_richiedente: 'RSSMRA80A01H501U',
  data_nascita_richiedente: '01/01/1980',
  sesso_richiedente: 'M',
  nazione_nascita_richiedente: 'IT',
  comune_nascita_richiedente: 'Roma',
  provincia_nascita_richiedente: 'RM',
  denominazione_titolare: 'Azienda Prova S.r.l. Ελλάδα Привет €',
  cf_piva_titolare: '01234567897',
  indirizzo_titolare: 'Via dell’Università 12',
  comune_titolare: 'Forlì',
  cap_titolare: '47121',
  nazione_titolare: 'IT',
  provincia_titolare: 'FC',
  cod_attivazione: 'A7K29QXM',
  tipo_documento: 'PATENTE',
  numero_documento: 'CA12345AB',
  data_scadenza_documento: '01/01/2031',
  documento_rilasciato_da: 'Motorizzazione di Forlì',
  data_rilascio_documento: '02/03/2021',
} satisfies FormMailbox

const keys = Object.keys(complete).filter((key): key is keyof typeof complete => key in complete)
const forms = { activationForm, preservationForm }

describe.each(['activationForm', 'preservationForm'] as const)('%s', (name) => {
  const draw = (mailbox: FormMailbox, more = {}) => forms[name](mailbox, { ...options, ...more })

  it('prints the data of the registration', async () => {
    const { text } = await opened(await draw(complete))
    const { casella_pec, nome_richiedente, cognome_richiedente, email, cod_attivazione, id } = complete
    const { denominazione_titolare, comune_titolare, numero_documento, documento_rilasciato_da } = complete
    for (const value of [casella_pec, nome_richiedente, cognome_richiedente, email, cod_attivazione, id]) {
      expect(text).toContain(value)
    }
    for (const value of [denominazione_titolare, comune_titolare, numero_documento, documento_rilasciato_da]) {
      expect(text).toContain(value)
    }
    expect(text).toContain('Patente di guida')
    expect(text).toContain('Italia (IT)')
    expect(text).toContain('24/11/2026')
  })

  it('has a field with a tooltip and an appearance for each missing value, and none for those present', async () => {
    const { doc } = await opened(await draw({ ...complete, cellulare: '', numero_documento: '' }))
    const fields = doc.getForm().getFields()
    const names = fields.map((field) => field.getName())
    expect(names).toContain('cellulare')
    expect(names).toContain('numero_documento')
    expect(names).not.toContain('email')
    expect(names).not.toContain('documento_rilasciato_da')
    expect(names).toEqual(
      expect.arrayContaining(['firma_contratto', 'firma_clausole', 'luogo_contratto', 'data_clausole']),
    )
    expect(new Set(names).size).toBe(names.length)
    for (const field of fields) {
      const tooltip = field.acroField.dict.lookup(PDFName.of('TU'), PDFString, PDFHexString).decodeText()
      expect(tooltip).toMatch(/\S.* \/ .*\S/)
      const normal = field.acroField.dict.lookup(PDFName.of('AP'), PDFDict).lookup(PDFName.of('N'))
      expect(normal instanceof PDFRawStream || normal instanceof PDFDict).toBe(true)
    }
    expect(fields.some((field) => field instanceof PDFCheckBox && !field.isChecked())).toBe(true)
  })

  it('can be filled by a program and saved without changing its text', async () => {
    const { doc } = await opened(await draw({ ...complete, cellulare: '' }))
    doc.getForm().getTextField('cellulare').setText('3339876543')
    doc.getForm().getCheckBox('privacy_informativa').check()
    const again = await PDFDocument.load(await doc.save())
    expect(again.getForm().getTextField('cellulare').getText()).toBe('3339876543')
    expect(again.getForm().getCheckBox('privacy_informativa').isChecked()).toBe(true)
  })

  it('carries its mark in the Keywords, with hash and version', async () => {
    const issued = await draw(complete)
    const { doc } = await opened(issued)
    expect(doc.getKeywords()).toBe(issued.mark)
    const { form, version, hash } = issued
    expect(parseFormMark(issued.mark)).toEqual({ form, id: complete.id, version, hash })
  })

  it('is tagged, in Italian, with every font embedded, and needs no drawing by viewers', async () => {
    const { doc } = await opened(await draw({ ...complete, cellulare: '' }))
    expect(doc.catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict).lookup(PDFName.of('K'), PDFArray).size()).toBe(1)
    expect(doc.catalog.lookup(PDFName.of('MarkInfo'), PDFDict).get(PDFName.of('Marked'))?.toString()).toBe('true')
    expect(doc.catalog.lookup(PDFName.of('Lang'), PDFString).decodeText()).toBe('it-IT')
    expect(doc.catalog.lookup(PDFName.of('AcroForm'), PDFDict).has(PDFName.of('NeedAppearances'))).toBe(false)
    const dicts = doc.context
      .enumerateIndirectObjects()
      .flatMap(([, found]) => (found instanceof PDFDict ? [found] : []))
    const ofType = (type: string) => dicts.filter((dict) => dict.get(PDFName.of('Type')) === PDFName.of(type))
    const descriptors = ofType('FontDescriptor')
    expect(descriptors).toHaveLength(3)
    expect(descriptors.every((dict) => dict.has(PDFName.of('FontFile2')))).toBe(true)
    // Each is a composite font with its descendant, except the one of the fields.
    expect(ofType('Font')).toHaveLength(5)
    const widgets = ofType('Annot')
    expect(widgets.length).toBeGreaterThan(5)
    expect(widgets.every((dict) => dict.has(PDFName.of('StructParent')))).toBe(true)
  })

  it('produces the same bytes for the same input, and the same mark on another day', async () => {
    const [one, two] = await Promise.all([draw(complete), draw({ ...complete })])
    expect(Buffer.compare(one.bytes, two.bytes)).toBe(0)
    const later = await draw(complete, { issuedAt: new Date('2027-01-01T00:00:00Z') })
    expect(later.mark).toBe(one.mark)
    expect(Buffer.compare(later.bytes, one.bytes)).not.toBe(0)
  })

  it('says SANDBOX on every page of the sandbox only', async () => {
    const marked = await opened(await draw(complete, { sandbox: true }))
    expect(marked.text.split('SANDBOX – facsimile senza valore').length - 1).toBe(marked.doc.getPageCount())
    expect((await opened(await draw(complete))).text).not.toContain('SANDBOX')
  })

  it('ends each page with reference, form, version and page number', async () => {
    const { text, doc } = await opened(await draw(complete))
    const pages = doc.getPageCount()
    expect(pages).toBe(2)
    for (let page = 1; page <= pages; page++) expect(text).toContain(`pagina ${page} di ${pages}`)
    expect(text).toContain(`versione ${formMark('modulo_attivazione', complete).version}`)
  })

  it('prints 200 characters whole, in whatever column', async () => {
    const long = `inizio ${'Maria àèìòù ÀÈ’€čß Ελλάδα Привет '.repeat(6).slice(0, 186)} fine!`.slice(0, 200)
    const { text } = await opened(await draw({ ...complete, cognome_richiedente: long, provincia_titolare: long }))
    const squeezed = text.replace(/\s/g, '')
    expect(squeezed.split(long.replace(/\s/g, '')).length - 1).toBe(2)
  })

  it('marks what it cannot print, and how much of a long value it omits', async () => {
    const { text } = await opened(
      await draw({ ...complete, nome_richiedente: 'a\u202eb\u0007c\ud800d', comune_titolare: 'x'.repeat(10_000) }),
    )
    expect(text).toContain('a�b�c�d')
    expect(text).toContain('[+9600]')
  })

  it('survives any value', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom(
          '\ud800',
          '\udfff',
          '\u202e',
          '\u0000',
          ')',
          '(',
          '\\',
          '>',
          '<',
          '%',
          '\r',
          '\n',
          'W',
          ' ',
        ),
      }),
      fc.constantFrom(
        '__proto__',
        'constructor',
        ') Tj ET endstream endobj',
        'W'.repeat(10_000),
        ' '.repeat(10_000),
        '𝒜'.repeat(300),
      ),
    )
    const mailbox = fc.record(Object.fromEntries(keys.map((key) => [key, hostile])))
    await fc.assert(
      fc.asyncProperty(mailbox, async (values) => {
        const issued = await draw({ ...complete, ...values }, { sandbox: true })
        const { doc } = await opened(issued)
        expect(doc.getKeywords()).toBe(issued.mark)
        expect(parseFormMark(issued.mark)?.hash).toBe(issued.hash)
      }),
      { numRuns: 15 },
    )
  })
})

describe('the preservation form', () => {
  it('has a field pre-filled with the default space, or prints the space bought', async () => {
    const asked = await opened(await preservationForm(complete, options))
    const field = asked.doc.getForm().getField('spazio_conservazione')
    expect(field instanceof PDFTextField && field.getText()).toBe('512')
    const bought = await preservationForm(complete, { ...options, spazio_conservazione: 2048 })
    const { doc, text } = await opened(bought)
    expect(text).toContain('2048')
    expect(doc.getForm().getFieldMaybe('spazio_conservazione')).toBeUndefined()
    expect(bought.hash).not.toBe((await preservationForm(complete, options)).hash)
  })

  it('does not call its own archives legal preservation', async () => {
    const { text } = await opened(await preservationForm(complete, options))
    expect(text.replace(/\s+/g, ' ')).toContain('gli archivi che esso tiene non sono conservazione a norma')
  })
})

describe('the activation form', () => {
  it.each(['DOMICILIODIGITALE', 'PECMASSIVA'])('asks for one single file for %s', async (tipo_casella) => {
    const { text } = await opened(await activationForm({ ...complete, tipo_casella }, options))
    expect(text).toContain('riuniti in un unico file')
  })

  it('takes a private person as their own holder', async () => {
    const own = {
      ...complete,
      tipo_cliente: 'PV',
      sottotipo_cliente: '',
      denominazione_titolare: '',
      cf_piva_titolare: '',
    }
    const { doc, text } = await opened(await activationForm(own, options))
    expect(text).toContain('D’Amicò Mario')
    expect(doc.getForm().getFieldMaybe('denominazione_titolare')).toBeUndefined()
  })
})
