// What other gestori write, and what forgers do: read all the same, and what does not fit is said.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { propertySeed } from '../testing/property-seed.ts'
import { readCertificationData, writeCertificationData } from './certification-data.ts'
import { readMessage } from './read-message.ts'

const docs = fileURLToPath(new URL('../../../docs/messages/', import.meta.url))

const daticert = (changes: readonly (readonly [string, string])[] = []) =>
  changes.reduce(
    (xml, [from, to]) => xml.replace(from, to),
    `<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="accettazione" errore="nessuno">
    <intestazione>
        <mittente>mario@pec.uno.test</mittente>
        <destinatari tipo="certificato">a@pec.due.test</destinatari>
        <destinatari>b@pec.tre.test</destinatari>
        <destinatari tipo="esterno">c@example.test</destinatari>
        <risposte></risposte>
        <oggetto>Un oggetto molto
  lungo</oggetto>
    </intestazione>
    <dati>
        <gestore-emittente>UN GESTORE S.P.A.</gestore-emittente>
        <data zona="+0200"><giorno>01/06/2026</giorno><ora>12:00:00</ora></data>
        <identificativo>opec1@pec.uno.test</identificativo>
        <msgid>&lt;1@client.test&gt;</msgid>
    </dati>
</postacert>`,
  )

/** An acceptance as others write them: names of parts in other cases, folded fields, no X-Ricevuta. */
const foreign = (xml: string, changes: readonly (readonly [string, string])[] = []) =>
  changes.reduce(
    (message, [from, to]) => message.replace(from, to),
    [
      'Return-Path: <>',
      'DATE: Mon, 1 Jun 2026 12:00:01 +0200 (CEST)',
      'SUBJECT: =?iso-8859-1?Q?ACCETTAZIONE:_Un_oggetto?=',
      '\t=?iso-8859-1?Q?_molto_lungo?=',
      'FROM: posta-certificata@pec.uno.test',
      'TO: "Mario" <Mario@PEC.uno.test>',
      'X-RIFERIMENTO-MESSAGE-ID:',
      ' <1@client.test>',
      'Content-Type: MULTIPART/Mixed; BOUNDARY=x',
      '',
      '--x',
      '',
      'testo',
      '--x',
      'Content-Type: application/xml; NAME="DatiCert.XML"',
      'content-transfer-encoding: BASE64',
      '',
      ...(Buffer.from(xml)
        .toString('base64')
        .match(/.{1,60}/g) ?? []),
      '--x--',
      '',
    ].join('\r\n'),
  )
const read = (message: string) => readMessage(Buffer.from(message))

describe('a message of another gestore', () => {
  it('is read, with its habits', () => {
    const { kind, data, mismatches } = read(foreign(daticert()))
    expect(kind).toBe('accettazione')
    expect(mismatches).toEqual(['kind missing in the header'])
    expect(data).toMatchObject({
      recipients: [
        { address: 'a@pec.due.test', type: 'certificato' },
        { address: 'b@pec.tre.test', type: 'certificato' },
        { address: 'c@example.test', type: 'esterno' },
      ],
      ...{ subject: 'Un oggetto molto lungo', messageId: '<1@client.test>', zone: '+0200' },
    })
    const named = foreign(daticert(), [['DATE:', 'X-Ricevuta: Accettazione\r\nDATE:']])
    expect(read(named).mismatches).toEqual([])
    expect(read(named.replaceAll('\r\n', '\n')).mismatches).toEqual([])
    const latin = Buffer.from(
      daticert([
        ['UTF-8', 'ISO-8859-1'],
        ['GESTORE', 'GESTORE\u00e9'],
      ]),
      'latin1',
    )
    expect(readCertificationData(latin)).toMatchObject({ is: 'read', data: { gestore: 'UN GESTORE\u00e9 S.P.A.' } })
  })

  const kindSaid = [['DATE:', 'X-Ricevuta: accettazione\r\nDATE:']] as const
  it.each<[string, string, readonly (readonly [string, string])[]]>([
    ['kind differs', daticert([['"accettazione"', '"presa-in-carico"']]), kindSaid],
    ['subject lacks the prefix of its kind', daticert(), [...kindSaid, ['ACCETTAZIONE:_', '']]],
    ['subject differs', daticert([['Un oggetto', 'Altro']]), kindSaid],
    ['sender differs', daticert([['<mittente>mario', '<mittente>luigi']]), kindSaid],
    ['reference differs', daticert([['1@client', '2@client']]), kindSaid],
    ['date differs', daticert([['12:00:00', '12:05:00']]), kindSaid],
    [
      'about nobody among the recipients',
      daticert([['</msgid>', '</msgid><consegna>z@pec.test</consegna>']]),
      kindSaid,
    ],
    ['several kinds in the header', daticert(), [...kindSaid, ['SUBJECT', 'X-Ricevuta: presa-in-carico\r\nSUBJECT']]],
    ['no certification data', daticert(), [...kindSaid, ['DatiCert.XML', 'altro.bin']]],
    ['several certification data', daticert(), [...kindSaid, ['--x\r\n\r\n', '--x\r\nContent-Type: text/xml\r\n\r\n']]],
    ['certification data unreadable', daticert([['</dati>', '']]), kindSaid],
    ['certification data unreadable', `<!DOCTYPE a [<!ENTITY b "c">]>${daticert()}`, kindSaid],
    ['certification data unreadable', '<a>'.repeat(100_000), kindSaid],
    [
      'message inside where none belongs',
      daticert(),
      [...kindSaid, ['--x\r\n\r\n', '--x\r\nContent-Type: message/rfc822\r\n\r\n']],
    ],
    ['no message inside', daticert(), [['DATE:', 'X-Trasporto: errore\r\nDATE:']]],
  ])('says what does not fit: %s', (mismatch, xml, changes) => {
    expect(read(foreign(xml, changes)).mismatches).toContain(mismatch)
  })

  it('counts only certification data that are signed', () => {
    const signed = `Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n\r\nciao\r\n--s\r\n${foreign(daticert())}\r\n--s--`
    const { data, mismatches } = read(`X-Ricevuta: accettazione\r\n${signed}`)
    expect(data).toBeUndefined()
    expect(mismatches).toContain('data outside the signature')
  })

  it('compares an envelope with the message in it', async () => {
    const envelope = await readFile(`${docs}posta-certificata.eml`, 'latin1')
    const mismatchesWith = (from: string, to: string) =>
      readMessage(Buffer.from(envelope.replace(from, to), 'latin1')).mismatches
    const at = envelope.indexOf('Content-Disposition: attachment; filename="postacert.eml"')
    const inside = (from: string, to: string) =>
      readMessage(Buffer.from(envelope.slice(0, at) + envelope.slice(at).replace(from, to), 'latin1')).mismatches
    expect(mismatchesWith('x', 'x')).toEqual([])
    expect(mismatchesWith('Per conto di: mario', 'Per conto di: luigi')).toEqual(['sender differs'])
    expect(mismatchesWith('Message-ID: <opectest', 'Message-ID: <altro')).toEqual(['identifier differs'])
    expect(inside('From: Mario Rossi <mario', 'From: Mario Rossi <luigi')).toEqual([
      'sender of the message inside differs',
    ])
    expect(inside('Message-ID: <opectest', 'Message-ID: <altro')).toEqual(['identifier of the message inside differs'])
    expect(inside('To: azienda', 'To: altra')).toEqual(['recipients of the message inside differ'])
    expect(inside('Subject: =?utf-8?Q?Perch', 'Subject: =?utf-8?Q?Finch')).toEqual([
      'subject of the message inside differs',
    ])
  })
})

describe('hostile messages', () => {
  let kept: Buffer[] = []
  beforeAll(async () => {
    kept = await Promise.all(
      ['posta-certificata', 'avvenuta-consegna-breve'].map((name) => readFile(`${docs}${name}.eml`)),
    )
  })

  it('are read, whatever is changed in them', () => {
    const change = fc.record({
      message: fc.nat(1),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(400),
      by: fc.uint8Array({ maxLength: 200 }),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let bytes = kept[changes[0]?.message ?? 0] ?? Buffer.alloc(0)
        for (const { at, length, by } of changes) {
          const from = Math.floor(at * bytes.length)
          bytes = Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(from + length)])
        }
        expect(readMessage(bytes).parts.length).toBeLessThanOrEqual(200)
      }),
      { seed: propertySeed('changed messages'), numRuns: 60 },
    )
  })

  it('have certification data that are written as they are read', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replace(/[\s\p{C}]+/gu, ' ').trim())
    const data = fc.record({
      kind: fc.constantFrom('accettazione' as const, 'errore-consegna' as const),
      fault: fc.constantFrom('nessuno' as const, 'altro' as const),
      ...{ sender: word, replyTo: word, subject: word, gestore: word, identifier: word, messageId: word, detail: word },
      recipients: fc.array(
        fc.record({ address: word, type: fc.constantFrom('certificato' as const, 'esterno' as const) }),
        { minLength: 1, maxLength: 5 },
      ),
      received: fc.array(word, { maxLength: 3 }),
      ...{ day: fc.constant('01/02/2026'), time: fc.constant('01:02:03'), zone: fc.constant('+0100') },
    })
    fc.assert(
      fc.property(data, (written) => {
        expect(readCertificationData(writeCertificationData(written))).toEqual({ is: 'read', data: written })
      }),
      { seed: propertySeed('certification data'), numRuns: 100 },
    )
  })
})
