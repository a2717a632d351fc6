// Every kind of message against checks that nobody here wrote: OpenSSL, the DTD of RFC 6109, and the rules as a table.
import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCertificationData } from '../../../server/src/messages/certification-data.ts'
import type { CertificationData } from '../../../server/src/messages/certification-data.ts'
import { textOf, valueOf, valuesOf } from '../../../server/src/messages/header-fields.ts'
import { bytesOf, contentOf, eachPart, readStructure } from '../../../server/src/messages/mime-structure.ts'
import type { MimePart } from '../../../server/src/messages/mime-structure.ts'
import { withWholeLines } from '../../../server/src/messages/whole-lines.ts'
import { propertySeed } from '../../../server/src/testing/property-seed.ts'
import { exampleGestori, exampleKeys, exampleMessages, exampleOriginal } from '../testing/example-messages.ts'
import type { ExampleKeys } from '../testing/example-messages.ts'
import { certificateHash, createSigner, pemOf, readKeys, writeKeys } from './authority.ts'
import { checkSubmission } from './formal-checks.ts'
import type { FormalCheck, Submission } from './formal-checks.ts'
import { newIdentifier } from './identifiers.ts'
import { buildAcceptance, buildAnomalyEnvelope, buildDelivery, buildTransportEnvelope } from './messages.ts'
import { prepareOriginal, withHashes } from './original.ts'
import { findVirus } from './virus.ts'

const run = promisify(execFile)
const docs = fileURLToPath(new URL('../../../docs/messages', import.meta.url))
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0
if (!hasXmllint) process.stderr.write('no xmllint here: certification data are read, not held against the DTD\n')

const at = new Date('2026-11-30T09:15:00Z')
const sender = 'mario.rossi@pec.gestore-prova.test'
let keys: ExampleKeys
let messages: Record<string, Uint8Array>
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-messages-'))
  keys = await exampleKeys()
  messages = await exampleMessages(keys)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const fileWith = async (name: string, bytes: Uint8Array | string) => {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

/** OpenSSL's word, with the authority of either gestore; rejects when the signature does not hold. */
async function verify(message: Uint8Array, authorities: readonly Uint8Array[]): Promise<string> {
  const ca = await fileWith('ca.pem', authorities.map(pemOf).join(''))
  const { stderr } = await run('openssl', ['cms', '-verify', '-CAfile', ca, '-in', await fileWith('m.eml', message)])
  return stderr
}
const bothAuthorities = () => [keys.ours.authority.certificate, keys.other.authority.certificate]

const partNamed = (message: Uint8Array, name: string): MimePart | undefined =>
  [...eachPart(readStructure(message).root)].find((part) => part.name === name)

function dataOf(message: Uint8Array): CertificationData {
  const part = partNamed(message, 'daticert.xml')
  const read = part && readCertificationData(contentOf(message, part, 1_000_000))
  if (read?.is !== 'read') throw new Error('no certification data')
  return read.data
}

const header = (message: Uint8Array, name: string) => valueOf(readStructure(message).root.fields, name)

// Header, subject, certification data and what is attached: RFC 6109, 3.1 to 3.3, and what is on the wire today.
const kinds: Record<string, { fields: Record<string, string>; subject: string; data?: string; attached?: true }> = {
  accettazione: {
    fields: { 'X-Ricevuta': 'accettazione', 'X-REM-Subject': 'SubmissionAcceptance' },
    subject: 'ACCETTAZIONE',
    data: 'accettazione nessuno',
  },
  'non-accettazione': {
    fields: { 'X-Ricevuta': 'non-accettazione' },
    subject: 'AVVISO DI NON ACCETTAZIONE',
    data: 'non-accettazione altro',
  },
  'non-accettazione-virus': {
    fields: { 'X-Ricevuta': 'non-accettazione', 'X-VerificaSicurezza': 'errore' },
    subject: 'AVVISO DI NON ACCETTAZIONE PER VIRUS',
    data: 'non-accettazione virus',
  },
  'posta-certificata': {
    fields: { 'X-Trasporto': 'posta-certificata', 'X-TipoRicevuta': 'completa', 'Reply-To': sender },
    subject: 'POSTA CERTIFICATA',
    data: 'posta-certificata nessuno',
    attached: true,
  },
  'anomalia-messaggio': {
    fields: { 'X-Trasporto': 'errore', 'Reply-To': 'qualcuno@example.test', 'Message-ID': '<ordinary@example.test>' },
    subject: 'ANOMALIA MESSAGGIO',
    attached: true,
  },
  'presa-in-carico': {
    fields: { 'X-Ricevuta': 'presa-in-carico', To: 'ricevute@pec.gestore-prova.test' },
    subject: 'PRESA IN CARICO',
    data: 'presa-in-carico nessuno',
  },
  'avvenuta-consegna-completa': {
    fields: { 'X-Ricevuta': 'avvenuta-consegna', 'X-TipoRicevuta': 'completa', 'X-REM-Subject': 'ContentConsignment' },
    subject: 'CONSEGNA',
    data: 'avvenuta-consegna nessuno',
    attached: true,
  },
  'avvenuta-consegna-breve': {
    fields: { 'X-Ricevuta': 'avvenuta-consegna', 'X-TipoRicevuta': 'breve' },
    subject: 'CONSEGNA',
    data: 'avvenuta-consegna nessuno',
    attached: true,
  },
  'avvenuta-consegna-sintetica': {
    fields: { 'X-Ricevuta': 'avvenuta-consegna', 'X-TipoRicevuta': 'sintetica' },
    subject: 'CONSEGNA',
    data: 'avvenuta-consegna nessuno',
  },
  'errore-consegna': {
    fields: { 'X-Ricevuta': 'errore-consegna' },
    subject: 'AVVISO DI MANCATA CONSEGNA',
    data: 'errore-consegna altro',
  },
  'errore-consegna-virus': {
    fields: { 'X-Ricevuta': 'errore-consegna', 'X-VerificaSicurezza': 'errore' },
    subject: 'AVVISO DI MANCATA CONSEGNA PER VIRUS',
    data: 'errore-consegna virus',
  },
  'preavviso-12-ore': {
    fields: { 'X-Ricevuta': 'preavviso-errore-consegna', Date: 'Mon, 30 Nov 2026 22:15:00 +0100' },
    subject: 'AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO',
    data: 'preavviso-errore-consegna altro',
  },
  'preavviso-24-ore': {
    fields: { 'X-Ricevuta': 'preavviso-errore-consegna', Date: 'Tue, 01 Dec 2026 10:15:00 +0100' },
    subject: 'AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO',
    data: 'preavviso-errore-consegna altro',
  },
  'rilevazione-virus': {
    fields: { 'X-Ricevuta': 'rilevazione-virus', 'X-Mittente': sender, To: 'ricevute@pec.gestore-prova.test' },
    subject: 'PROBLEMA DI SICUREZZA',
    data: 'rilevazione-virus virus',
  },
}

describe('a message of each kind', () => {
  it.each(Object.entries(kinds))('%s', async (name, { fields, subject, data, attached }) => {
    const message = messages[name] ?? new Uint8Array()
    expect(await verify(message, bothAuthorities())).toContain('Verification successful')

    const isEnvelope = 'X-Trasporto' in fields
    const { root, closed } = readStructure(message)
    expect(closed).toBeUndefined()
    const { domain } = ['anomalia', 'presa', 'avvenuta', 'errore-consegna', 'rilevazione'].some(
      (one) => name.startsWith(one) && name !== 'errore-consegna-virus',
    )
      ? exampleGestori.other
      : exampleGestori.ours
    const of = name.startsWith('anomalia') ? 'qualcuno@example.test' : sender
    const from = `posta-certificata@${domain}`
    const expected = {
      To: isEnvelope ? undefined : sender,
      From: isEnvelope ? `"Per conto di: ${of}" <${from}>` : from,
      'X-Riferimento-Message-ID': name.startsWith('anomalia') ? undefined : '<7f3a9c@client.example.test>',
      ...fields,
    }
    for (const [field, value] of Object.entries(expected)) {
      if (value !== undefined) expect(valueOf(root.fields, field), field).toBe(value)
    }
    const said = name.startsWith('anomalia') ? 'Un saluto' : 'Perché no? Fattura n. 12'
    expect(valueOf(root.fields, 'Subject')?.startsWith(`${subject}: [TEST] `)).toBe(true)
    expect(textOf(valueOf(root.fields, 'Subject') ?? '')).toBe(`${subject}: [TEST] ${said}`)

    const [mixed, signature] = root.parts
    expect([root.type, mixed?.type, signature?.name]).toEqual(['multipart/signed', 'multipart/mixed', 'smime.p7s'])
    expect(mixed?.parts.map((part) => part.name ?? part.type)).toEqual([
      'multipart/alternative',
      ...(data === undefined ? [] : ['daticert.xml']),
      ...(attached === undefined ? [] : ['postacert.eml']),
    ])
    const alternative = mixed?.parts[0]?.parts ?? []
    expect(alternative.map(({ type }) => type)).toEqual(['text/plain', 'text/html'])
    for (const part of alternative) {
      const text = Buffer.from(contentOf(message, part, 100_000)).toString('latin1')
      expect(text).toContain('[TEST] Messaggio di prova, emesso da un gestore di prova: non ha alcun valore legale.')
      expect(text).toContain('[TEST] A test message of a test provider: it has no legal value.')
      expect(text).not.toMatch(/https?:|<(script|img|link)/)
    }
    if (data === undefined) return
    const certified = dataOf(message)
    expect(`${certified.kind} ${certified.fault}`).toBe(data)
    expect(certified).toMatchObject({ sender, subject: said, messageId: '<7f3a9c@client.example.test>', zone: '+0100' })
    if (hasXmllint) {
      const part = partNamed(message, 'daticert.xml')
      const xml = await fileWith('daticert.xml', part === undefined ? '' : contentOf(message, part, 1_000_000))
      await run('xmllint', ['--noout', '--dtdvalid', join(docs, 'daticert.dtd'), xml])
    }
  })

  it('stands in docs/messages as it is made now, and verifies there', async () => {
    const signed = (message: Uint8Array) =>
      Buffer.from(bytesOf(message, readStructure(message).root.parts[0] ?? readStructure(message).root))
    const files = (await readdir(docs)).filter((name) => name.endsWith('.eml'))
    expect(files.toSorted()).toEqual(
      Object.keys(messages)
        .map((name) => `${name}.eml`)
        .toSorted(),
    )
    for (const name of files) {
      const kept = await readFile(join(docs, name))
      const made = messages[name.replace('.eml', '')] ?? new Uint8Array()
      expect(signed(kept).equals(signed(made)), `${name}: npx tsx scripts/messages.ts writes it anew`).toBe(true)
      await run('openssl', ['cms', '-verify', '-CAfile', join(docs, 'ca.pem'), '-in', join(docs, name)])
    }
  })

  it('is refused by OpenSSL with one byte changed, of another authority, or of a certificate that has expired', async () => {
    const [message = new Uint8Array()] = Object.values(messages)
    const changed = Buffer.from(Buffer.from(message).toString('latin1').replace('accettato', 'accettata'), 'latin1')
    await expect(verify(changed, bothAuthorities())).rejects.toThrow('verif')
    await expect(verify(message, [keys.other.authority.certificate])).rejects.toThrow('verif')
    const wanted = { ...exampleGestori.ours, at }
    const expired = await createSigner(keys.ours.authority, { ...wanted, from: new Date(0), to: new Date(1e12) })
    await expect(verify(await acceptanceOf('x', expired), bothAuthorities())).rejects.toThrow('expired')
    // The authority may certify its own domain alone.
    const foreign = await createSigner(keys.ours.authority, { ...wanted, domain: 'pec.altrui.test' })
    await expect(verify(await acceptanceOf('x', foreign), bothAuthorities())).rejects.toThrow(
      'permitted subtree violation',
    )
  })

  it('comes of keys that are kept as bytes', async () => {
    const kept = readKeys(writeKeys(keys.ours))
    expect(certificateHash(kept.signer.certificate)).toBe(certificateHash(keys.ours.signer.certificate))
    expect(await verify(await acceptanceOf('di chiavi rilette', kept.signer), bothAuthorities())).toContain('success')
    expect(() => readKeys(Buffer.from('{}'))).toThrow('no keys of a gestore')
    const pem = await fileWith('ca1.pem', pemOf(keys.ours.authority.certificate))
    const { stdout } = await run('openssl', ['x509', '-in', pem, '-noout', '-subject', '-ext', 'nameConstraints'])
    expect(stdout).toMatch(
      /C = IT, .*organizationIdentifier = VATIT-0{11}, CN = .*TEST CA[^]*email:pec\.gestore-prova\.test/,
    )
  })
})

const transactionOf = (subject: string) => ({
  ...{ identifier: newIdentifier('pec.gestore-prova.test', at), sender, replyTo: '', subject },
  ...{ recipients: [{ address: 'a@pec.altro-gestore.test', type: 'certificato' as const }] },
  ...{ receiptType: 'completa' as const, messageId: '<x@y.test>' },
})
const acceptanceOf = (subject: string, signer = keys.ours.signer) =>
  buildAcceptance({
    gestore: { ...exampleGestori.ours, signer },
    ...{ transaction: transactionOf(subject), at, identifier: newIdentifier('pec.gestore-prova.test', at) },
  })

describe('what strangers write', () => {
  it('stays in its field, whatever it is', async () => {
    const wild = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        'Oggetto\r\nBcc: x@y.test',
        '\u010aX-A: b',
        '\r',
        '=?utf-8?B?DQpYOiB5?=',
        '"',
        ']]>',
        '\0',
        '<a>&',
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(wild, { maxLength: 4 }), async (pieces) => {
        const subject = pieces.join(' ')
        const message = await acceptanceOf(subject)
        const { fields } = readStructure(message).root
        expect(fields.map(({ name }) => name)).toEqual([
          ...['X-Ricevuta', 'Date', 'Subject', 'From', 'To', 'Message-ID', 'X-Riferimento-Message-ID'],
          ...['X-REM-Subject', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding'],
        ])
        expect(dataOf(message).kind).toBe('accettazione')
        const lines = Buffer.from(message).toString('latin1').split('\r\n')
        expect(lines.every((line) => line.length <= 998 && !/[\r\n]/.test(line))).toBe(true)
      }),
      { seed: propertySeed('subjects of receipts'), numRuns: 15 },
    )
  })

  it('is written so that it is read again: long, of many alphabets, and with what looks encoded', async () => {
    for (const subject of [
      'Fattura '.repeat(60).trim(),
      'x'.repeat(3_000),
      'Ωμέγα — 日本語 🙂 '.repeat(20).trim(),
      '=?utf-8?Q?ciao?= ciao',
    ]) {
      const message = await acceptanceOf(subject)
      expect(textOf(header(message, 'Subject') ?? '')).toBe(`ACCETTAZIONE: [TEST] ${subject}`)
      expect(dataOf(message).subject).toBe(subject)
    }
  })

  it('cannot end the line of an anomaly, nor of what an envelope takes over', async () => {
    const gestore = { ...exampleGestori.ours, signer: keys.ours.signer }
    const arrived = Buffer.from(
      'To: a@b.test\rX-Ricevuta: accettazione\nReceived: from x\0y\nSubject: \xe8\n\nciao\n.\nfine\n',
      'latin1',
    )
    const input = { gestore, at, identifier: 'x@pec.gestore-prova.test', recipients: ['a@b.test'], arrived }
    const message = await buildAnomalyEnvelope({ ...input, sender: 'x"\u010aX-B: c@d.test', fault: 'ordinary mail' })
    const { fields } = readStructure(message).root
    expect(fields.map(({ name }) => name)).toEqual([
      ...['X-Trasporto', 'Received', 'To', 'Reply-To', 'Date', 'Subject', 'From', 'Message-ID'],
      ...['MIME-Version', 'Content-Type', 'Content-Transfer-Encoding'],
    ])
    expect(Buffer.from(message).toString('latin1')).toContain('\r\nciao\r\n.\r\nfine\r\n')
    expect(await verify(message, bothAuthorities())).toContain('success')
  })

  it('travels with whole lines, the identifier of the gestore, and a thousand recipients', async () => {
    const to = Array.from({ length: 1_000 }, (_, i) => `destinatario.numero${i}@pec.altro-gestore.test`)
    const original = Buffer.from(
      `From: ${sender}\nTo: ${to.join(',')}\nMessage-ID: <x@y.test>\nX-Riferimento-Message-ID: <falso@y.test>\n\nuno\r\ndue\rtre\n.\n`,
    )
    const transaction = {
      ...transactionOf('mille'),
      recipients: to.map((address) => ({ address, type: 'certificato' as const })),
    }
    const message = await buildTransportEnvelope({
      gestore: { ...exampleGestori.ours, signer: keys.ours.signer },
      transaction,
      at,
      original,
    })
    expect(await verify(message, bothAuthorities())).toContain('success')
    expect(dataOf(message).recipients).toHaveLength(1_000)
    const inner = partNamed(message, 'postacert.eml')?.parts[0]
    if (inner === undefined) throw new Error('nothing is attached')
    expect(valuesOf(inner.fields, 'Message-ID')).toEqual([`<${transaction.identifier}>`])
    expect(valuesOf(inner.fields, 'X-Riferimento-Message-ID')).toEqual(['<x@y.test>'])
    expect(Buffer.from(bytesOf(message, inner)).toString()).toMatch(/\r\n\r\nuno\r\ndue\r\ntre\r\n\.\r\n$/)
  })
})

describe('a brief receipt', () => {
  it('keeps the structure, with a hash for each part that has a name', () => {
    const hashed = withHashes(prepareOriginal(exampleOriginal, 'x@y.test', undefined))
    const [text, file] = readStructure(hashed).root.parts
    if (text === undefined || file === undefined) throw new Error('parts are missing')
    expect(Buffer.from(contentOf(hashed, text, 1_000)).toString()).toBe('Buongiorno, la fattura è in allegato.')
    expect(file).toMatchObject({ type: 'text/plain', name: 'fattura.pdf.hash' })
    const sha1 = createHash('sha1').update('%PDF-1.4 fattura di prova').digest('hex')
    expect(Buffer.from(contentOf(hashed, file, 1_000)).toString()).toBe(sha1)
  })

  it('leaves signatures as they are, and hashes a message that is nothing but a file', () => {
    const signed = withWholeLines(messages['accettazione'] ?? new Uint8Array())
    const names = (message: Uint8Array) => [...eachPart(readStructure(message).root)].flatMap(({ name }) => name ?? [])
    expect(names(withHashes(signed))).toEqual(['daticert.xml.hash', 'smime.p7s'])
    const file = Buffer.from('From: a@b.test\r\nContent-Type: text/csv; name="perché.csv"\r\n\r\na;b')
    expect(names(withHashes(file))).toEqual(['perché.csv.hash'])
    expect(header(withHashes(file), 'From')).toBe('a@b.test')
    const whole = Buffer.from('Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nMIIB')
    expect(Buffer.from(withHashes(whole))).toEqual(whole)
  })

  it('attaches nothing for who is in copy', async () => {
    const original = Buffer.from(
      `From: ${sender}\r\nTo: a@pec.altro-gestore.test\r\nCc: copia@pec.altro-gestore.test\r\n\r\nciao\r\n`,
    )
    const input = {
      gestore: { ...exampleGestori.other, signer: keys.other.signer },
      transaction: transactionOf('copia'),
      at,
      identifier: 'x@y.test',
      original,
    }
    const attached = async (recipient: string) =>
      partNamed(await buildDelivery('completa', { ...input, recipient }), 'postacert.eml')
    expect(await attached('A@pec.altro-gestore.test')).toBeDefined()
    expect(await attached('copia@pec.altro-gestore.test')).toBeUndefined()
  })
})

describe('formal checks', () => {
  const submission = (lines: readonly string[], changes: Partial<Submission> = {}): Submission => ({
    ...{ account: sender, reversePath: sender, recipients: ['a@x.test'] },
    ...{ message: Buffer.from([...lines, '', 'ciao', ''].join('\r\n')) },
    ...changes,
  })
  const good = [`From: "Rossi, Mario" <${sender.toUpperCase()}>`, 'To: Uno <A@x.test>, b@x.test', 'Cc: c@x.test']

  it('let a good message pass, and say what it asks for', () => {
    const asked = [
      ...good,
      'Subject: =?utf-8?Q?S=C3=AC?=',
      'Reply-To: r@x.test',
      'X-TipoRicevuta: Breve',
      'Bcc:',
      'Message-ID: <1@x.test>',
    ]
    expect(checkSubmission(submission(asked, { recipients: ['a@x.test', 'C@x.test'] }))).toEqual({
      read: { subject: 'Sì', replyTo: 'r@x.test', receiptType: 'breve', messageId: '<1@x.test>' },
    })
    expect(checkSubmission(submission([...good, 'Message-ID: <a b>\r\n\t<c>', 'X-TipoRicevuta: altra'])).read).toEqual({
      ...{ subject: '', replyTo: '', receiptType: 'completa' },
    })
  })

  it.each<[FormalCheck, readonly string[], Partial<Submission>?]>([
    ['no From', good.slice(1)],
    ['no From', [`From: ${sender}, altro@x.test`, ...good.slice(1)]],
    ['no From', [...good, 'From: altro@x.test']],
    ['From differs from sender', ['From: "mario.rossi@pec.gestore-prova.test" <altro@x.test>', ...good.slice(1)]],
    ['From differs from sender', good, { reversePath: 'altro@x.test' }],
    ['no To', [good[0] ?? '', 'Cc: a@x.test']],
    ['no To', [good[0] ?? '', 'To: destinatari non rivelati:;', 'Cc: a@x.test']],
    ['recipient not in To or Cc', good, { recipients: ['a@x.test', 'd@x.test'] }],
    ['Bcc present', [...good, 'Bcc: a@x.test']],
    ['too many recipients', good, { recipients: Array.from({ length: 1_001 }, () => 'a@x.test') }],
    ['unreadable', [...good, `X: ${'a'.repeat(600_000)}`]],
    [
      'unreadable',
      [
        ...good,
        ...Array.from({ length: 200 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}`),
      ],
    ],
  ])('refuse: %s', (check, lines, changes) => {
    expect(checkSubmission(submission(lines, changes)).refusal).toMatchObject({ check, italian: expect.any(String) })
  })

  it('allow 30 MB times the recipients', () => {
    const message = Buffer.alloc(10 * 1_048_576, ' ')
    message.write(`${good.join('\r\n')}\r\n\r\n`)
    const check = (...recipients: string[]) => checkSubmission(submission([], { message, recipients })).refusal?.check
    expect(check('a@x.test', 'b@x.test', 'c@x.test')).toBeUndefined()
    expect(check('a@x.test', 'b@x.test', 'c@x.test', 'a@x.test')).toBe('too large')
  })

  it('find a virus, in an attachment too', () => {
    const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD' + '-ANTIVIRUS-TEST-FILE!$H+H*'
    const attached = `Content-Type: text/plain; name=x\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(eicar).toString('base64')}`
    expect(findVirus(Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${attached}\r\n--b--`))).toBe(
      'Eicar-Test-Signature',
    )
    expect(findVirus(Buffer.from(`From: x\r\n\r\n${eicar}`))).toBe('Eicar-Test-Signature')
    expect(findVirus(exampleOriginal)).toBeUndefined()
  })
})
