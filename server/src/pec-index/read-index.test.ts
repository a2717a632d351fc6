import { describe, expect, it } from 'vitest'
import { most } from './collected-domains.ts'
import { rfcIndex } from '../testing/pec-index.ts'
import { providerIn } from './provider-records.ts'
import { LARGEST_INDEX_BYTES, readIndex } from './read-index.ts'
import type { Opened } from './read-index.ts'

const nothingSigned = () => Promise.reject(new Error('nothing here is signed'))
const read = (text: string | Uint8Array, open: (p7m: Uint8Array) => Promise<Opened> = nothingSigned) =>
  readIndex(Buffer.from(text), open)

/** The result as plain values. */
async function readAll(text: string | Uint8Array, open?: (p7m: Uint8Array) => Promise<Opened>) {
  const index = await read(text, open)
  if (index.is === 'refused') return index.why
  const { source, signer, domains } = index
  return {
    source,
    signer,
    domains: [...domains.entries()],
    providers: domains.providers,
    unreadable: domains.unreadable,
  }
}

const inIndex = {
  source: 'ldif',
  signer: null,
  providers: 2,
  unreadable: 0,
  domains: [
    ['pec.gestoreprova.test', 'Gestore Prova S.p.A.'],
    ['pec.cliente.test', 'Gestore Prova S.p.A.'],
    ['pec.molto-lungo.test', 'Gestore Prova S.p.A.'],
    ['xn--pec-citt-6ya.test', 'Gestore Prova S.p.A.'],
    ['secondario.gestoreprova.test', 'Gestore Prova S.p.A.'],
    ['pec.altro.test', 'Posta, Certa & C.'],
  ],
}

describe('readIndex', () => {
  it.each(['\n', '\r\n'])('reads the index in the format of the RFC, with lines ending in %j', async (end) => {
    expect(await readAll(rfcIndex.replaceAll('\n', end))).toEqual(inIndex)
    expect(await readAll(`\ufeff# index${end}${rfcIndex.replaceAll('\n', end)}`)).toEqual(inIndex)
  })

  it('reads a plain list', async () => {
    const list = '\ufeff# domains\r\nLegalmail.IT\r\n\r\n  pec.cliente.test.  \nlegalmail.it\n# end\nx.test'
    expect(await readAll(list)).toEqual({
      source: 'list',
      signer: null,
      providers: 0,
      unreadable: 0,
      domains: [
        ['legalmail.it', null],
        ['pec.cliente.test', null],
        ['x.test', null],
      ],
    })
    expect(await readAll('0mail.test\n')).toMatchObject({ source: 'list', domains: [['0mail.test', null]] })
  })

  it.each([
    ['DER', Buffer.from('3080020101', 'hex')],
    ['DER with a long length', Buffer.from('3082ffff020101', 'hex')],
    ['PEM', '-----BEGIN PKCS7-----\nMIIC\n-----END PKCS7-----\n'],
    ['base64', `${'MIIKpwYJKoZIhvcNAQcCoIIKmDCCCpQCAQExDTALBglghkgBZQMEAgEwggMVBgkq'}\n`],
  ])('has a p7m in %s opened, and reads what is inside', async (_, p7m) => {
    const signedAt = new Date('2026-11-20T08:00:00Z')
    const open = async (bytes: Uint8Array): Promise<Opened> => {
      expect(Buffer.from(bytes)).toEqual(Buffer.from(p7m))
      return { is: 'opened', content: Buffer.from(rfcIndex), signer: 'Autorità', signedAt }
    }
    expect(await readAll(p7m, open)).toEqual({ ...inIndex, source: 'signed-ldif', signer: 'Autorità' })
    expect(await read(p7m, open)).toMatchObject({ signedAt })
    expect(await readAll(p7m, async () => ({ is: 'refused', why: 'is not intact' }))).toBe('is not intact')
  })

  const wrap = (p7m: string | Uint8Array, content: string) => {
    const open = async (): Promise<Opened> => ({
      is: 'opened',
      content: Buffer.from(content),
      signer: 'x',
      signedAt: undefined,
    })
    return readAll(p7m, open)
  }
  it('reads a signed list, and nothing signed twice', async () => {
    const p7m = Buffer.from('3080020101', 'hex')
    expect(await wrap(p7m, 'x.test\n')).toMatchObject({ source: 'signed-list', domains: [['x.test', null]] })
    expect(await wrap(p7m, '-----BEGIN PKCS7-----')).toBe('names no domain')
  })

  const fifty = Array.from({ length: 50 }, (_, n) => `d${n}.test`).join('\n')
  it.each([
    ['nothing', '', 'names no domain'],
    ['only comments', '# x\n#y\n', 'names no domain'],
    ['an LDIF without domains', 'dn: o=postacert\no: postacert\n', 'names no domain'],
    ['a web page', '<!doctype html>\n<html>\n<body>legalmail.it</body>\n', 'names no domain'],
    ['a gzip file', Buffer.from('1f8b0800000000000003', 'hex'), 'names no domain'],
    ['a table', 'dominio;gestore\nlegalmail.it;InfoCert\npec.it;Aruba\n', 'names no domain'],
    ['a list of half-domains', `${fifty}\nx\ny\nz\n`, 'is no index of domains: 3 of its entries are no domain names'],
    ['an endless line', `a.test\n${'x'.repeat(11_000)}`, 'cannot be read: line 2 is too long'],
    ['an endless line in the middle', `${'x'.repeat(11_000)}\na.test`, 'cannot be read: line 1 is too long'],
    ['a broken LDIF', 'dn: o=a\nmanagedDomains: a.test\nwhat', 'cannot be read: line 3 is no attribute'],
    [
      'changes',
      'dn: providerName=a,o=postacert\nchangetype: delete\n',
      'cannot be read: line 2 changes an index instead of telling it',
    ],
  ])('refuses %s', async (_, text, why) => {
    expect(await readAll(text)).toBe(why)
  })

  it('leaves out a few entries that are no domain names, and counts them', async () => {
    expect(await readAll(`${fifty}\nno_host.test\nx y.test\n`)).toMatchObject({ unreadable: 2 })
    const ldif = `dn: providerName=a,o=b\n${fifty.replaceAll(/^/gm, 'managedDomains: ')}\nmanagedDomains:: /w==\n`
    expect(await readAll(`${ldif}managedDomains: ${'a.'.repeat(5_000)}it\n`)).toMatchObject({ unreadable: 2 })
  })

  it('takes an LDIF whose every record adds, and one whose certificate is unreadable', async () => {
    const ldif =
      'dn: providerName=a,o=b\nchangetype: add\nproviderCertificate;binary::\n MIIC...\nmanagedDomains: a.test\n'
    expect(await readAll(ldif)).toMatchObject({ domains: [['a.test', 'a']] })
  })

  it('refuses more than it may hold', async () => {
    expect(await readAll(new Uint8Array(LARGEST_INDEX_BYTES + 1))).toBe('is larger than 64 MB')
    const providers = Array.from({ length: most.providers + 1 }, (_, n) => `dn: providerName=p${n},o=postacert\n`)
    expect(await readAll(providers.join('\n'))).toBe('cannot be read: more than 10000 providers')
  })

  it.each([
    ['providerName=Posta Certa,o=postacert', 'Posta Certa'],
    ['PROVIDERNAME = Posta Certa , o=postacert', 'Posta Certa'],
    ['providerUnit=uno,providerName=Posta Certa,o=postacert', 'Posta Certa'],
    ['providerName=Posta\\, Certa \\26 C.,o=postacert', 'Posta, Certa & C.'],
    ['providerName=Citt\\c3\\a0 Srl,o=postacert', 'Città Srl'],
    ['providerName=,o=postacert', undefined],
    ['providerName=a\\00b,o=postacert', undefined],
    ['providerName=\\ff,o=postacert', undefined],
    [`providerName=${'x'.repeat(201)},o=postacert`, undefined],
    ['o=postacert', undefined],
    ['description=x providerName=y,o=postacert', undefined],
  ])('finds in %j the provider %s', (dn, provider) => {
    expect(providerIn(dn)).toBe(provider)
  })
})
