import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testAuthority } from '../testing/authority.ts'
import type { Authority, Issued } from '../testing/authority.ts'
import { listXml, signedList } from '../testing/trusted-list.ts'
import type { ListedWanted } from '../testing/trusted-list.ts'
import { startServer } from '../testing/world.ts'
import { UsageError } from './command.ts'
import { trustImport, trustList } from './trust.ts'

describe('trust import', () => {
  const world = startServer()
  let authority: Authority
  let operator: Issued
  beforeAll(async () => {
    authority = await testAuthority()
    operator = await authority.issue({ name: 'Gestore della lista', key: 'RSA:2048' })
  })
  afterAll(() => authority[Symbol.asyncDispose]())
  beforeEach(() => sql`truncate trust_lists cascade`.execute(world.context.database.kysely))

  const importing = async (wanted: ListedWanted, by = operator) => {
    const path = await authority.file(await signedList(await listXml(wanted), by))
    return trustImport.run({ options: { signer: by.certificate }, positionals: [path], context: world.context })
  }
  const again = async (wanted: ListedWanted, by = operator) => {
    const path = await authority.file(await signedList(await listXml(wanted), by))
    return trustImport.run({ options: {}, positionals: [path], context: world.context })
  }
  const listed = async () => (await trustList.run({ options: {}, positionals: [], context: world.context })).data
  const root = () => ({ certificate: authority.root.certificate })

  it('reports and lists what it imported', async () => {
    expect(await importing({ services: [root()] })).toEqual({
      data: {
        is: 'imported',
        territory: 'IT',
        sequence: 7,
        issued: '2026-01-01T00:00:00.000Z',
        next_update: '2026-07-01T00:00:00.000Z',
        issuers: 1,
        unreadable: 0,
      },
      lines: expect.arrayContaining(['territory    IT', 'issuers      1']),
    })
    await importing({ territory: 'AT', sequence: 3 })
    expect(await listed()).toMatchObject([
      { territory: 'AT', sequence: 3, services: 0 },
      { territory: 'IT', sequence: 7, services: 1 },
    ])
  })

  it('replaces a whole list, and never with an older one', async () => {
    await importing({ services: [root(), root()] })
    expect(await again({ sequence: 8, services: [root()] })).toMatchObject({ data: { is: 'imported', issuers: 1 } })
    const older = await again({ sequence: 7 })
    expect(older).toEqual({
      data: { error: 'the list was refused: IT stands at 8 already, this one is 7' },
      lines: ['the list was refused: IT stands at 8 already, this one is 7'],
      failed: true,
    })
    expect(await again({ sequence: 8 })).toMatchObject({ failed: true })
    expect(await listed()).toMatchObject([{ sequence: 8, services: 1 }])
  })

  it('accepts the same file twice', async () => {
    const path = await authority.file(await signedList(await listXml(), operator))
    const options = { signer: operator.certificate }
    const run = () => trustImport.run({ options, positionals: [path], context: world.context })
    expect([(await run()).data, (await run()).data]).toMatchObject([{ is: 'imported' }, { is: 'unchanged' }])
  })

  it('trusts only the given signer or the previous one of the same country', async () => {
    expect((await again({})).lines).toEqual(['no signer is known yet: name its certificate with --signer'])
    await importing({})
    const stranger = await authority.issue({ name: 'Altri', key: 'RSA:2048' })
    const [line = ''] = (await again({ sequence: 9 }, stranger)).lines
    expect(line).toMatch(/^the list was refused: signed by a certificate that was not given \(C=IT, CN=Altri; SHA-256 /)
    expect((await again({ territory: 'FR' })).lines).toEqual(['the list was refused: its signer is not known for FR'])
    expect((await importing({ sequence: 9 }, stranger)).failed).toBeUndefined()
    expect((await again({ sequence: 10 })).failed).toBe(true)
    expect((await again({ sequence: 10 }, stranger)).failed).toBeUndefined()
  })

  it('takes no list dated before the one it would replace', async () => {
    await importing({ sequence: 1, issuedAt: '2026-03-01T00:00:00Z' })
    expect((await again({ sequence: 2, issuedAt: '2026-02-28T23:59:59Z' })).lines).toEqual([
      'the list was refused: IT is of 2026-03-01T00:00:00.000Z already, this one of 2026-02-28T23:59:59.000Z',
    ])
    expect((await again({ sequence: 2, issuedAt: '2026-03-01T00:00:00Z' })).failed).toBeUndefined()
  })

  it('is shown to operators with the day the next one is due, as by the command', async () => {
    await importing({ sequence: 7, issuedAt: '2026-03-02T00:00:00Z', services: [root()] })
    const { data } = await (await world.operator()).get('/v1/operator/trust')
    const { data: listed } = await trustList.run({ options: {}, positionals: [], context: world.context })
    const [shown] = Array.isArray(listed) ? listed : []
    expect(data).toEqual([
      {
        territory: 'IT',
        sequence: 7,
        issued_at: shown.issued,
        next_update: shown.next_update,
        imported_at: expect.stringMatching(/^20/),
        is_overdue: new Date(shown.next_update) < world.context.clock.realNow(),
        issuers: 1,
      },
    ])
  })

  it('reports what is wrong with files and options', async () => {
    const run = (path: string, signer = operator.certificate) =>
      trustImport.run({ options: { signer }, positionals: [path], context: world.context })
    expect((await run('/nowhere/list.xml')).lines).toEqual(['the file cannot be read: ENOENT'])
    expect((await run(operator.certificate)).lines).toEqual(['the list was refused: not readable as XML'])
    await expect(run(operator.certificate, '/nowhere')).rejects.toThrow(UsageError)
    await expect(run(operator.certificate, operator.key)).rejects.toThrow('--signer holds no PEM certificate')
  })

  it('decides what is qualified, by the day of signing', async () => {
    const { context } = world
    const at = context.clock.realNow()
    const mario = await authority.issue({ fiscalCode: 'RSSMRA80A01H501U' })
    const plain = await authority.issue({ fiscalCode: 'RSSMRA80A01H501U', qualified: false })
    const judged = async (issued = mario) => {
      const signed = await authority.sign(Buffer.from('una procura'), issued)
      const report = await context.signatures.verifyP7m(signed, { at, anchors: await context.trust.anchors() })
      return { chain: report.signers[0]?.chain, qualified: report.signers[0]?.qualified }
    }
    expect(await judged()).toEqual({
      chain: { is: 'no anchors configured' },
      qualified: { is: 'not assessed', why: 'no trusted list imported' },
    })
    const list = { territory: 'IT', issuedAt: '2026-01-01T00:00:00.000Z', nextUpdate: '2026-07-01T00:00:00.000Z' }
    await importing({ sequence: 1, services: [root()] })
    expect(await judged()).toEqual({
      chain: { is: 'trusted', anchor: 'Autorita di prova' },
      qualified: { is: 'qualified', list: { ...list, sequence: 1 } },
    })
    expect((await judged(plain)).qualified).toEqual({
      is: 'not qualified',
      why: 'certificate is not qualified for signatures',
    })
    await importing({ sequence: 2, services: [{ ...root(), status: 'withdrawn', from: '2020-01-01T00:00:00Z' }] })
    expect(await judged()).toMatchObject({
      chain: { is: 'not trusted' },
      qualified: { is: 'not qualified', why: 'issuer not granted then' },
    })
    const before = [{ status: 'granted', from: '2019-01-01T00:00:00Z' }]
    const later = new Date(at.getTime() + 86_400_000).toISOString()
    await importing({ sequence: 3, services: [{ ...root(), status: 'withdrawn', from: later, before }] })
    expect((await judged()).qualified).toMatchObject({ is: 'qualified', list: { sequence: 3 } })
    await importing({ sequence: 4 })
    expect((await judged()).qualified).toEqual({ is: 'not qualified', why: 'issuer not on a list' })
  })
})
