import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FormMailbox } from './form-mailbox.ts'
import { formMark, formVersions, parseFormMark } from './form-mark.ts'
import * as texts from './form-texts.ts'
import * as powerOfAttorneyTexts from './power-of-attorney-texts.ts'

const mailbox: FormMailbox = {
  id: '6560a1b2c3d4e5f60718293a',
  casella_pec: 'azienda.prova@legalmail.it',
  tipo_casella: 'GOLD',
  tipo_cliente: 'IM',
  sottotipo_cliente: 'TE',
  sottotipo_cliente_altro: '',
  nome_richiedente: 'Mario',
  cognome_richiedente: 'Rossi',
  email: 'mario.rossi@example.com',
  telefono: '0548798569',
  cellulare: '',
  codice_fiscale_richiedente: 'RSSMRA80A01H501U',
  data_nascita_richiedente: '01/01/1980',
  sesso_richiedente: 'M',
  nazione_nascita_richiedente: 'IT',
  comune_nascita_richiedente: '',
  provincia_nascita_richiedente: '',
  denominazione_titolare: 'Azienda Prova S.r.l.',
  cf_piva_titolare: '01234567897',
  indirizzo_titolare: 'Via Roma 1',
  comune_titolare: 'Roma',
  cap_titolare: '00100',
  nazione_titolare: 'IT',
  provincia_titolare: 'RM',
  cod_attivazione: 'A7K29QXM',
}
const documentKeys = [
  'tipo_documento',
  'numero_documento',
  'data_scadenza_documento',
  'documento_rilasciato_da',
  'data_rilascio_documento',
]

describe('the mark of a form', () => {
  it('can be read back', () => {
    const { form, version, hash, mark } = formMark('modulo_attivazione', mailbox)
    expect(mark).toBe(`CERALACCA:modulo_attivazione:${mailbox.id}:${version}:${hash}`)
    expect(parseFormMark(`  ${mark}\n`)).toEqual({ form, id: mailbox.id, version, hash })
  })

  it('has a different hash when any value, the space or the form differs', () => {
    const changed = fc.tuple(fc.constantFrom(...Object.keys(mailbox), ...documentKeys), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(changed, ([key, value]) => {
        const before = new Map(Object.entries(mailbox)).get(key) ?? ''
        fc.pre(value !== before)
        const other = formMark('modulo_attivazione', { ...mailbox, [key]: value })
        expect(other.hash).not.toBe(formMark('modulo_attivazione', mailbox).hash)
      }),
    )
    const hashes = [
      formMark('modulo_attivazione', mailbox),
      formMark('modulo_conservazione', mailbox),
      formMark('modulo_conservazione', mailbox, 512),
      formMark('modulo_conservazione', mailbox, 1024),
    ].map(({ hash }) => hash)
    expect(new Set(hashes).size).toBe(4)
  })

  it('does not depend on the order of the data, on absent or empty, or on what the form does not print', () => {
    const { hash } = formMark('modulo_attivazione', mailbox)
    const turned = { ...Object.fromEntries(Object.entries(mailbox).reverse()), ...mailbox }
    expect(formMark('modulo_attivazione', turned).hash).toBe(hash)
    expect(formMark('modulo_attivazione', { ...mailbox, numero_documento: '' }).hash).toBe(hash)
    expect(formMark('modulo_attivazione', Object.assign({ stato: 'evasa' }, mailbox)).hash).toBe(hash)
  })

  it('stays readable for any id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (id) => {
        const { mark, hash } = formMark('modulo_attivazione', { ...mailbox, id })
        expect(parseFormMark(mark)?.hash).toBe(hash)
      }),
    )
  })

  it.each([
    '',
    'CERALACCA:',
    'CERALACCA:modulo_attivazione:6560a1b2c3d4e5f60718293a:2026.1:dce76a1ac5b96a38bbf860d4e3f5404',
    'CERALACCA:modulo_attivazione::2026.1:dce76a1ac5b96a38bbf860d4e3f54042',
    'CERALACCA:modulo_attivazione:6560a1b2c3d4e5f60718293a:2026.1:DCE76A1AC5B96A38BBF860D4E3F54042',
    `${' '.repeat(300)}CERALACCA:modulo_attivazione:6560a1b2c3d4e5f60718293a:2026.1:dce76a1ac5b96a38bbf860d4e3f54042`,
  ])('is not read from %j', (text) => {
    expect(parseFormMark(text)).toBeUndefined()
  })

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseFormMark(text)).toBeUndefined()
      }),
    )
  })

  it('changes its version with the texts of the forms: raise formVersions, then update the digest here', () => {
    const digest = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16)
    const { procura_registro_imprese, ...versions } = formVersions
    expect({ ...versions, digest }).toEqual({
      modulo_attivazione: '2026.1',
      modulo_conservazione: '2026.1',
      digest: '17dec09aaf45deaa',
    })
    const powers = createHash('sha256').update(JSON.stringify(powerOfAttorneyTexts)).digest('hex')
    expect({ procura_registro_imprese, powers: powers.slice(0, 16) }).toEqual({
      procura_registro_imprese: '2026.1',
      powers: 'e54736ebe6f69bc2',
    })
  })
})
