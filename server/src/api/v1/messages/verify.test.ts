// A lawyer's program holds receipts of every kind, of our gestori and of others: what each is, and what it is worth.
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageReader } from '../../../messages/message-reader.ts'
import { signatureReader } from '../../../signatures/signature-reader.ts'
import { memberOf } from '../../../testing/caller.ts'
import { startServer } from '../../../testing/world.ts'

const docs = fileURLToPath(new URL('../../../../../docs/messages/', import.meta.url))
const example = (name: string) => readFile(`${docs}${name}.eml`)
const eml = { 'content-type': 'message/rfc822' }
const changed = (message: Buffer, from: string | RegExp, to: string) =>
  Buffer.from(message.toString('latin1').replace(from, to), 'latin1')

describe('POST /v1/messages/verify', () => {
  const world = startServer()
  // Threads that are compiled as they start take long on a busy machine.
  const readers = { signatures: signatureReader({ timeoutMs: 60_000 }), messages: messageReader({ timeoutMs: 60_000 }) }
  beforeAll(() => {
    Object.assign(world.context, readers)
  })
  afterAll(() => Promise.all([readers.signatures.close(), readers.messages.close()]))
  const verify = async (message: Uint8Array | string) => {
    const reply = await (await world.customer()).post('/v1/messages/verify', message, eml)
    expect(reply.error, reply.text).toBeNull()
    return Object(reply.data)
  }
  const verdict = async (message: Uint8Array) => memberOf(memberOf(await verify(message), 'signature'), 'verdict')
  const importIndex = async (records: readonly { name: string; sha1: unknown; domain: string }[]) => {
    const written = records.map(
      ({ name, sha1, domain }) =>
        `dn: providerName=${name},o=postacert\nproviderName: ${name}\nproviderCertificateHash:\n ${String(sha1).toLowerCase()}\nmanagedDomains: ${domain}\n`,
    )
    const reply = await (await world.operator()).post('/v1/operator/index?force=true', written.join('\n'))
    expect(reply.error, reply.text).toBeNull()
  }

  it('reads a message of each kind, and finds nothing that does not fit', async () => {
    const kinds: Record<string, unknown> = {}
    for (const file of (await readdir(docs)).filter((name) => name.endsWith('.eml'))) {
      const { kind, mismatches, signature } = await verify(await readFile(docs + file))
      expect(mismatches, file).toEqual([])
      expect(signature, file).toMatchObject({ verdict: 'unknown signer', weak: false, line_ends_changed: false })
      kinds[file.replace('.eml', '')] = kind
    }
    expect(kinds).toMatchObject({
      accettazione: 'accettazione',
      'anomalia-messaggio': 'busta-anomalia',
      'avvenuta-consegna-breve': 'avvenuta-consegna',
      'preavviso-24-ore': 'preavviso-errore-consegna',
    })
    expect(Object.keys(kinds)).toHaveLength(14)
  })

  it('says all of a delivery receipt but what people wrote in it', async () => {
    const report = await verify(await example('avvenuta-consegna-completa'))
    expect(report).toMatchObject({
      provider: { named: 'Altro gestore di prova', of_certificate: null, of_domain: null },
      signature: {
        certificate: {
          name: 'Altro gestore di prova TEST',
          issuer: 'Altro gestore di prova TEST CA - senza valore legale',
          addresses: ['posta-certificata@pec.altro-gestore.test'],
        },
        signed_at: '2026-11-30T09:15:03.000Z',
        chain: 'no anchors configured',
      },
      data: {
        tipo: 'avvenuta-consegna',
        errore: 'nessuno',
        mittente: 'mario.rossi@pec.gestore-prova.test',
        destinatari: [
          { indirizzo: 'azienda.prova@pec.altro-gestore.test', tipo: 'certificato' },
          { indirizzo: 'ufficio@example.test', tipo: 'esterno' },
        ],
        oggetto: 'Perché no? Fattura n. 12',
        giorno: '30/11/2026',
        ora: '10:15:03',
        zona: '+0100',
        ricevuta: 'completa',
        consegna: 'azienda.prova@pec.altro-gestore.test',
        msgid: '<7f3a9c@client.example.test>',
      },
      inner: {
        header: { from: ['mario.rossi@pec.gestore-prova.test'], subject: 'Perché no? Fattura n. 12' },
        parts: [
          { name: null, type: 'text/plain', bytes: 38 },
          { name: 'fattura.pdf', type: 'application/pdf', bytes: 25 },
        ],
      },
    })
    expect(JSON.stringify(report)).not.toContain('Buongiorno')
    await world.drain()
    expect(world.logLines.join('')).not.toMatch(/mario\.rossi|Fattura/)
  })

  it('goes by the imported index: whose the certificate is, and whose the domain', async () => {
    const message = await example('accettazione')
    const { signature } = await verify(message)
    const sha1 = memberOf(signature.certificate, 'sha1')
    const domain = 'pec.gestore-prova.test'
    await importIndex([{ name: 'Gestore di prova', sha1, domain }])
    expect(await verify(message)).toMatchObject({
      signature: { verdict: 'valid' },
      provider: { named: 'Gestore di prova', of_certificate: 'Gestore di prova', of_domain: 'Gestore di prova' },
    })
    await importIndex([
      { name: 'Un terzo', sha1, domain: 'pec.terzo.test' },
      { name: 'Gestore di prova', sha1: '0'.repeat(40), domain },
    ])
    expect(await verdict(message)).toBe('domain of another provider')
    await importIndex([{ name: 'Gestore di prova', sha1: 'no hash', domain }])
    expect(await verdict(message)).toBe('unknown signer')
  })

  it('tells forged and damaged messages from good ones', async () => {
    const message = await example('accettazione')
    expect(await verdict(changed(message, 'accettato', 'accettata'))).toBe('not intact')
    expect(await verdict(changed(message, 'From: posta-certificata@', 'From: posta-certificata@x.'))).toBe(
      'other address',
    )
    expect(await verdict(changed(message, /^MII/m, 'XX'))).toBe('signature unreadable')
    expect(await verdict(changed(message, 'multipart/signed', 'multipart/mixed'))).toBe('not signed')
    const asFile = await verify(changed(message, /\r\n/g, '\n'))
    expect(asFile.signature).toMatchObject({ verdict: 'unknown signer', line_ends_changed: true })
  })

  it('answers for whatever it is given', async () => {
    for (const bytes of ['', '\0'.repeat(100_000), 'From: a@b.test\r\n\r\nciao', Buffer.alloc(300_000, '--b\r\n')]) {
      expect(await verify(bytes)).toMatchObject({ kind: 'ordinary', data: null, inner: null, mismatches: [] })
    }
    const deep = Array.from(
      { length: 200 },
      (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
    )
    expect(await verify(deep.join(''))).toMatchObject({ mismatches: ['not read whole'] })
  })

  world.refuses(103, 'more than 40 MiB', async () =>
    (await world.customer()).post('/v1/messages/verify', Buffer.alloc(40 * 1_048_576 + 1), eml),
  )

  world.refuses(111, 'the worker has no time for it', async () => {
    const { messages } = world.context
    world.context.messages = { ...messages, read: () => Promise.resolve({ is: 'timed out' }) }
    try {
      return await (await world.customer()).post('/v1/messages/verify', 'x', eml)
    } finally {
      world.context.messages = messages
    }
  })
})
