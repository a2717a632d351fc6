// Two hundred signed files and more, each judged by us and by `openssl cms -verify`: the verdicts must be the same.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testAuthority } from '../testing/authority.ts'
import type { Authority, Issued, Wanted } from '../testing/authority.ts'
import { openP7m } from './verify-p7m.ts'

/** A file, what openssl must be told of it, and how many files are in each other. */
interface Case {
  name: string
  bytes: Buffer
  form: 'DER' | 'PEM' | 'base64'
  layers: number
}

const LEAST_CASES = 200
const AT_ONCE = 3
const PSS = ['-keyopt', 'rsa_padding_mode:pss']
const documents = [
  Buffer.from('una procura'),
  Buffer.from('%PDF-1.7\n'.repeat(2_000)),
  Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 256)),
] as const
const [plain, longer, binary] = documents

let authority: Authority
beforeAll(async () => {
  authority = await testAuthority()
})
afterAll(() => authority[Symbol.asyncDispose]())

describe('a verdict about a p7m', () => {
  it('is that of openssl, for every file', { timeout: 120_000 }, async () => {
    const cases = await makeCases()
    expect(cases.length).toBeGreaterThanOrEqual(LEAST_CASES)
    const verdicts = await eachOf(cases, async (one) => ({
      name: one.name,
      ours: await ourVerdict(one),
      openssl: await opensslVerdict(one),
    }))
    expect(verdicts.filter(({ ours, openssl }) => ours !== openssl)).toEqual([])
    // Were all refused, or all accepted, agreeing would say little.
    const accepted = verdicts.filter(({ ours }) => ours === 'accepted').length
    expect(accepted).toBeGreaterThan(50)
    expect(verdicts.length - accepted).toBeGreaterThan(100)
  })
})

async function ourVerdict({ bytes }: Case): Promise<string> {
  const { report } = await openP7m(bytes, { at: new Date(), anchors: authority.anchors })
  const holds = report.signers.every(({ intact, chain }) => intact.is === 'yes' && chain.is === 'trusted')
  return report.readable.is === 'signed' && report.content?.is !== 'detached' && holds ? 'accepted' : 'refused'
}

async function opensslVerdict({ bytes, form, layers }: Case): Promise<string> {
  let here = form === 'base64' ? Buffer.from(bytes.toString('latin1'), 'base64') : bytes
  let inform = form === 'PEM' ? 'PEM' : 'DER'
  for (let layer = 0; layer < layers; layer += 1) {
    const [input, output] = [await authority.file(here), await authority.file('')]
    const trusted = ['-CAfile', authority.root.certificate, '-purpose', 'any']
    const files = ['-inform', inform, '-in', input, '-out', output]
    const verified = authority.openssl('cms', '-verify', '-binary', ...files, ...trusted)
    if (!(await verified.then(() => true).catch(() => false))) return 'refused'
    here = await readFile(output)
    inform = 'DER'
  }
  return 'accepted'
}

async function makeCases(): Promise<Case[]> {
  const signers = await makeSigners()
  const whole = await wholeFiles(signers)
  const simple = whole.filter(({ form, layers }) => form === 'DER' && layers === 1)
  return [...whole, ...simple.flatMap(damaged), ...simple.slice(0, 6).flatMap(tailed)]
}

/** The file with what mail and file systems leave after it. */
function tailed(one: Case): Case[] {
  return ['\n', '\r\n\0 '].map((tail) => ({
    ...one,
    name: `${one.name}, tail ${JSON.stringify(tail)}`,
    bytes: Buffer.concat([one.bytes, Buffer.from(tail)]),
  }))
}

type Signers = Awaited<ReturnType<typeof makeSigners>>

async function makeSigners() {
  const mario: Wanted = { fiscalCode: 'RSSMRA80A01H501U' }
  const intermediate = await authority.issue({ name: 'Intermedia', authority: { pathlen: 0 }, issuer: authority.root })
  const second = await authority.issue({ name: 'Troppo in basso', authority: {}, issuer: intermediate })
  const stale = { name: 'Scaduta', authority: {}, issuer: authority.root, to: '20210101000000Z' }
  const staleAuthority = await authority.issue(stale)
  const stranger = await authority.issue({ name: 'Estranea', authority: {} })
  const rsa = await authority.issue({ ...mario, key: 'RSA:2048' })
  const named = await eachOf(
    [
      ['RSA 3072', { ...mario, key: 'RSA:3072' }],
      ['RSA 1024', { ...mario, key: 'RSA:1024' }],
      ['RSA-PSS key', { ...mario, key: 'RSA-PSS:2048' }],
      ['P-256', mario],
      ['P-384', { ...mario, key: 'EC:P-384' }],
      ['P-521', { ...mario, key: 'EC:P-521' }],
      ['brainpool', { ...mario, key: 'EC:brainpoolP256r1' }],
      ['secp256k1', { ...mario, key: 'EC:secp256k1' }],
      ['issued with SHA-1', { ...mario, digest: 'sha1' }],
      ['issued with SHA-512', { ...mario, digest: 'sha512' }],
      ['without fiscal code', { name: 'Anna' }],
      ['not qualified', { ...mario, qualified: false }],
      ['expired', { ...mario, to: '20210101000000Z' }],
      ['not yet valid', { ...mario, from: '20480101000000Z' }],
      ['of a stranger', { ...mario, issuer: stranger }],
      ['of a signer', { ...mario, issuer: rsa }],
      ['of nobody', { ...mario, extensions: 'keyUsage=critical,nonRepudiation', authority: {} }],
      ['of an expired authority', { ...mario, issuer: staleAuthority }],
      ['of an intermediate', { ...mario, issuer: intermediate }],
      ['too far below', { ...mario, issuer: second }],
      ['without extensions', { ...mario, extensions: 'basicConstraints=CA:FALSE' }],
      ['with an unknown critical extension', { ...mario, extensions: '1.2.3.4.5=critical,DER:0500' }],
    ] satisfies [string, Wanted][],
    async ([name, wanted]): Promise<[string, Issued]> => [name, await authority.issue(wanted)],
  )
  const of = new Map<string, Issued>([['RSA 2048', rsa], ...named])
  const chain: Record<string, readonly Issued[]> = {
    'of an intermediate': [intermediate],
    'too far below': [second, intermediate],
    'of a stranger': [stranger],
    'of a signer': [rsa],
    'of an expired authority': [staleAuthority],
  }
  return { of, chain }
}

async function wholeFiles({ of, chain }: Signers): Promise<Case[]> {
  const made: Case[] = []
  const add = async (name: string, bytes: Promise<Buffer>, form: Case['form'] = 'DER', layers = 1) => {
    made.push({ name, bytes: await bytes, form, layers })
  }
  const signer = (name: string): Issued => of.get(name) ?? authority.root
  const rsa = signer('RSA 2048')
  for (const [name, issued] of of) {
    const flags = name === 'RSA-PSS key' ? PSS : (await bundle(chain[name])).flags
    await add(name, authority.sign(plain, issued, flags))
    await add(`${name}, without attributes`, authority.sign(longer, issued, ['-plain', '-noattr', ...flags]))
  }
  await add('of an intermediate, alone', authority.sign(plain, signer('of an intermediate')))
  for (const digest of ['sha1', 'sha256', 'sha384', 'sha512']) {
    await add(digest, authority.sign(binary, rsa, ['-md', digest]))
    await add(`${digest}, EC`, authority.sign(binary, signer('P-256'), ['-md', digest]))
  }
  // With SHA-3 openssl 3.0 signs by RSA alone.
  for (const digest of ['sha3-256', 'sha3-384', 'sha3-512']) {
    await add(digest, authority.sign(binary, rsa, ['-md', digest]))
  }
  for (const salt of ['digest', '20', '0']) {
    const flags = [...PSS, '-keyopt', `rsa_pss_saltlen:${salt}`]
    await add(`PSS, salt ${salt}`, authority.sign(longer, rsa, flags))
  }
  for (const flags of [
    ['-plain'],
    ['-keyid'],
    ['-nocerts'],
    ['-nosmimecap'],
    ['-detached'],
    ['-econtent_type', '1.2.3.4'],
  ]) {
    await add(flags.join(' '), authority.sign(plain, rsa, flags))
  }
  const two = [rsa, signer('P-384')]
  await add('two signers', authority.sign(longer, two))
  await add('three signers', authority.sign(longer, [...two, signer('RSA 3072')]))
  await add('two signers, one expired', authority.sign(longer, [rsa, signer('expired')]))
  await add('two signers, one of a stranger', authority.sign(longer, [signer('of a stranger'), rsa]))
  for (const content of documents) {
    await add('in pieces', authority.sign(content, rsa, ['-stream']))
    await add('in pieces, EC', authority.sign(content, signer('P-256'), ['-stream']))
    await add('PEM', authority.sign(content, rsa, ['-outform', 'PEM']), 'PEM')
    const signed = authority.sign(content, rsa)
    await add('base64', signed.then(inLines), 'base64')
    const nested = signed.then((inner) => authority.sign(inner, signer('P-256')))
    await add('in another', nested, 'DER', 2)
    await add(
      'in two others',
      nested.then((inner) => authority.sign(inner, rsa, ['-stream'])),
      'DER',
      3,
    )
  }
  await add(
    'a stranger inside',
    authority.sign(plain, signer('of a stranger')).then((inner) => authority.sign(inner, rsa)),
    'DER',
    2,
  )
  await add('wrong key', wrongKey())
  return made
}

/** Signed with a key that is not that of the certificate, which has the right name and number. */
async function wrongKey(): Promise<Buffer> {
  const [one, other] = await Promise.all([1, 2].map(() => numbered()))
  if (one === undefined || other === undefined) throw new Error('no certificates')
  return authority.sign(plain, one, ['-plain', '-nocerts', '-certfile', other.certificate])
}

async function numbered(): Promise<Issued> {
  const [key, request, certificate] = [await authority.file(''), await authority.file(''), await authority.file('')]
  await authority.openssl(
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    key,
    '-subj',
    '/CN=Doppio',
    '-out',
    request,
  )
  const by = ['-CA', authority.root.certificate, '-CAkey', authority.root.key, '-set_serial', '77']
  await authority.openssl('x509', '-req', '-in', request, ...by, '-days', '30', '-out', certificate)
  return { key, certificate }
}

async function bundle(issuers: readonly Issued[] = []): Promise<{ flags: string[] }> {
  if (issuers.length === 0) return { flags: [] }
  const texts = await Promise.all(issuers.map(({ certificate }) => readFile(certificate, 'utf8')))
  return { flags: ['-certfile', await authority.file(texts.join('\n'))] }
}

/**
 * The file with a bit flipped in its content, its certificates or attributes, and its signature; and cut short. The
 * places depend on nothing but its name.
 */
function damaged({ name, bytes }: Case): Case[] {
  const seed = createHash('sha256').update(name).digest()
  const content = documents.map((one) => bytes.indexOf(one.subarray(0, 8))).find((place) => place > 0)
  const inside = Math.floor(bytes.length * (0.25 + (0.6 * (seed[0] ?? 0)) / 256))
  const short = bytes.subarray(0, bytes.length - 1 - ((seed[1] ?? 0) % 200))
  const cases = [
    ...(content === undefined ? [] : [{ name: `${name}, content flipped`, bytes: flipped(bytes, content) }]),
    { name: `${name}, bit flipped at ${inside} of ${bytes.length}`, bytes: flipped(bytes, inside) },
    { name: `${name}, signature flipped`, bytes: flipped(bytes, bytes.length - 3) },
    { name: `${name}, cut short`, bytes: short },
  ]
  return cases.map((one) => ({ ...one, form: 'DER', layers: 1 }))
}

function flipped(bytes: Buffer, place: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[place] = (copy[place] ?? 0) ^ 1
  return copy
}

function inLines(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64').replace(/.{64}/g, '$&\n'))
}

/** Each in turn, a few at a time: the machine is shared. */
async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))))
  }
  return results
}
