import type { Answer } from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseServerAddress } from '../model/server-address.ts'
import { checkDomain, verdictOf } from './checks.ts'
import type { Check, CheckName } from './checks.ts'
import { goodZone, startNameServer } from './fake-server.ts'
import type { Behaviour, FakeNameServer } from './fake-server.ts'
import { readAnswer, writeQuestion } from './message.ts'
import { builtInRecords, recordsFor, recordsToPublish, withOperatorRecords } from './required-records.ts'
import { dnsResolver } from './resolver.ts'
import type { ResolverOptions } from './resolver.ts'

const dominio = 'pec.azienda-prova.it'
const { infocert } = builtInRecords
if (infocert === undefined) throw new Error('the records of InfoCert are known')

const asking = (servers: readonly string[], options: Partial<ResolverOptions> = {}) =>
  dnsResolver({
    servers: servers.map(parseServerAddress).filter((one) => one !== undefined),
    now: () => new Date('2026-03-01T10:00:00Z'),
    questionTimeoutMs: 600,
    totalTimeoutMs: 6_000,
    ...options,
  })
const checked = (server: FakeNameServer, name = dominio) => checkDomain(asking([server.address]), name, infocert)
const find = (checks: readonly Check[], name: CheckName): Check => {
  const found = checks.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no check is called ${name}`)
  return found
}
const verdicts = (checks: readonly Check[]) => Object.fromEntries(checks.map((one) => [one.name, one.verdict]))
const allGood = { delegation: 'OK', mx: 'OK', mx_target: 'OK', spf: 'OK' }

/** A zone where one kind of record is replaced. */
const zoneWith = (type: string, ...lines: string[]) => [
  ...goodZone(dominio).filter((line) => !line.startsWith(`${dominio} ${type} `)),
  ...lines.map((line) => `${dominio} ${type} ${line}`),
]

describe('a domain whose records are right', () => {
  it('passes every check, with evidence of each', async () => {
    await using server = await startNameServer(goodZone(dominio))
    const checks = await checked(server)
    expect(verdicts(checks)).toEqual(allGood)
    expect(checks.map((one) => one.problem)).toEqual([null, null, null, null])
    expect(verdictOf(checks)).toBe('OK')
    const [evidence] = find(checks, 'mx').evidence
    expect(evidence).toMatchObject({
      question: { name: dominio, type: 'MX' },
      resolver: server.address,
      transport: 'udp',
      outcome: 'answered',
      rcode: 'NOERROR',
      records: [{ name: dominio, type: 'MX', ttl: 300, data: '10 mx.cert.legalmail.it' }],
      omitted: 0,
      asked_at: '2026-03-01T10:00:00.000Z',
    })
  })

  it('passes with upper case, another preference, the name servers of its parent, an address of version 6 alone', async () => {
    await using server = await startNameServer([
      'azienda-prova.it NS ns.example.net',
      `${dominio} MX 5 MX.cert.Legalmail.IT`,
      `${dominio} TXT google-site-verification=xyz`,
      `${dominio} TXT V=SPF1 a Include:_spf-legalmail.infocert.it ~all`,
      'mx.cert.legalmail.it AAAA 2001:db8::10',
    ])
    const checks = await checked(server)
    expect(verdicts(checks)).toEqual(allGood)
    expect(find(checks, 'delegation').found).toEqual(['azienda-prova.it NS ns.example.net'])
    expect(find(checks, 'spf').problem?.italian).toContain('-all')
  })

  it('passes over TCP when an answer does not fit', async () => {
    await using server = await startNameServer(goodZone(dominio))
    for (const type of ['MX', 'TXT', 'NS']) server.set(dominio, type, { truncated: true })
    const checks = await checked(server)
    expect(verdicts(checks)).toEqual(allGood)
    expect(find(checks, 'mx').evidence).toMatchObject([{ transport: 'tcp', outcome: 'answered' }])
    expect(server.asked).toContain(`${dominio} MX tcp`)
  })

  it('passes behind an alias of the whole name', async () => {
    await using server = await startNameServer([
      ...goodZone('mail.example.net').map((line) => line.replace('mail.example.net NS', 'azienda-prova.it NS')),
      `${dominio} CNAME mail.example.net`,
    ])
    expect(verdicts(await checked(server))).toMatchObject({ mx: 'OK', spf: 'OK' })
  })
})

describe('a domain whose records are wrong', () => {
  const cases: [title: string, zone: string[], wrong: CheckName, said: string][] = [
    ['a foreign MX', zoneWith('MX', '10 mx.example.com'), 'mx', 'instead of mx.cert.legalmail.it'],
    ['a mixed MX', zoneWith('MX', '10 mx.cert.legalmail.it', '20 mx.example.com'), 'mx', 'remove them'],
    ['no MX', zoneWith('MX'), 'mx', 'no MX record'],
    ['a null MX', zoneWith('MX', '0 .'), 'mx', 'instead of'],
    ['no SPF', zoneWith('TXT', 'hello'), 'spf', 'no SPF record'],
    ['no TXT at all', zoneWith('TXT'), 'spf', 'no SPF record'],
    ['two SPF', zoneWith('TXT', 'v=spf1 -all', 'v=spf1 include:_spf-legalmail.infocert.it -all'), 'spf', '2 SPF'],
    ['an SPF without the provider', zoneWith('TXT', 'v=spf1 mx -all'), 'spf', 'does not include'],
    [
      'an SPF where the provider stands after the end',
      zoneWith('TXT', 'v=spf1 mx -all include:_spf-legalmail.infocert.it'),
      'spf',
      'does not include',
    ],
    [
      'an SPF where it stands after another end',
      zoneWith('TXT', 'v=spf1 +ALL include:_spf-legalmail.infocert.it -all'),
      'spf',
      'does not include',
    ],
    [
      'an SPF that includes another name',
      zoneWith('TXT', 'v=spf1 include:x_spf-legalmail.infocert.it include:_spf-legalmail.infocert.it.eu -all'),
      'spf',
      'does not include',
    ],
    [
      'an SPF that refuses the provider',
      zoneWith('TXT', 'v=spf1 -include:_spf-legalmail.infocert.it -all'),
      'spf',
      'add',
    ],
    [
      'an MX target that is an alias',
      [...goodZone(dominio).slice(0, 3), 'mx.cert.legalmail.it CNAME real.example.net', 'real.example.net A 192.0.2.1'],
      'mx_target',
      'alias',
    ],
    ['an MX target without address', goodZone(dominio).slice(0, 3), 'mx_target', 'no address'],
    ['no delegation', goodZone(dominio).slice(1), 'delegation', 'not delegated'],
  ]

  it.each(cases)('is told of %s in both languages', async (_title, zone, wrong, said) => {
    await using server = await startNameServer(zone)
    const checks = await checked(server)
    const check = find(checks, wrong)
    expect(check.verdict).toBe('KO')
    expect(check.problem?.english).toContain(said)
    expect(check.problem?.italian).not.toMatch(/\{|^$/)
    expect(check.problem?.italian).not.toBe(check.problem?.english)
    expect(check.evidence.length).toBeGreaterThan(0)
    expect(verdictOf(checks)).toBe('KO')
  })

  it('is told that it does not exist', async () => {
    await using server = await startNameServer()
    const checks = await checked(server)
    expect(verdicts(checks)).toEqual({ delegation: 'KO', mx: 'KO', mx_target: 'KO', spf: 'KO' })
    expect(find(checks, 'mx').evidence).toMatchObject([{ rcode: 'NXDOMAIN', records: [] }])
  })
})

describe('an SPF record', () => {
  it.each([
    ['v=spf1 include:_spf-legalmail.infocert.it. -all', null],
    ['v=spf1 +include:_SPF-legalmail.InfoCert.it. ~all', '-all'],
    ['v=spf1 mx include:_spf-legalmail.infocert.it -ALL exp=explain.azienda-prova.it', null],
    ['v=spf1  include:_spf-legalmail.infocert.it', '-all'],
    ['v=spf1 include:_spf-legalmail.infocert.it ?all -all', '-all'],
  ])('%s will do', async (policy, advice) => {
    await using server = await startNameServer(zoneWith('TXT', policy))
    const spf = find(await checked(server), 'spf')
    expect(spf.verdict).toBe('OK')
    if (advice === null) expect(spf.problem).toBeNull()
    else expect(spf.problem?.english).toContain(advice)
  })
})

describe('servers that say they cannot tell', () => {
  it.each([
    ['FORMERR', 1],
    ['SERVFAIL', 2],
    ['NOTIMP', 4],
    ['REFUSED', 5],
    ['RCODE_9', 9],
  ])('%s is no verdict on anything', async (name, rcode) => {
    await using server = await startNameServer(goodZone(dominio))
    for (const one of [dominio, 'azienda-prova.it', 'mx.cert.legalmail.it']) server.set(one, '*', { rcode })
    const checks = await checked(server)
    expect(verdicts(checks)).toEqual({ delegation: 'UNKNOWN', mx: 'UNKNOWN', mx_target: 'UNKNOWN', spf: 'UNKNOWN' })
    expect(verdictOf(checks)).toBe('UNKNOWN')
    expect(find(checks, 'mx').problem?.english).toContain('error')
    expect(find(checks, 'mx').problem?.italian).toContain('ripetuta')
    expect(find(checks, 'mx').evidence.every((one) => one.rcode === name && one.outcome === 'answered')).toBe(true)
  })

  it('every configured resolver is asked, twice', async () => {
    await using failing = await startNameServer()
    await using refusing = await startNameServer()
    failing.set(dominio, '*', { rcode: 2 })
    refusing.set(dominio, '*', { rcode: 5 })
    const checks = await checkDomain(asking([failing.address, refusing.address]), dominio, infocert)
    expect(find(checks, 'mx')).toMatchObject({ verdict: 'UNKNOWN' })
    expect(find(checks, 'mx').evidence.map((one) => one.rcode)).toEqual(['SERVFAIL', 'REFUSED', 'SERVFAIL', 'REFUSED'])
  })

  it('another that knows is believed', async () => {
    await using failing = await startNameServer()
    await using good = await startNameServer(goodZone(dominio))
    for (const name of [dominio, 'mx.cert.legalmail.it']) failing.set(name, '*', { rcode: 2 })
    expect(verdicts(await checkDomain(asking([failing.address, good.address]), dominio, infocert))).toEqual(allGood)
  })

  it('one that fails for one record alone leaves that one unknown, and what is wrong elsewhere wrong', async () => {
    await using server = await startNameServer(zoneWith('TXT', 'v=spf1 -all'))
    server.set(dominio, 'MX', { rcode: 2 })
    expect(verdicts(await checked(server))).toEqual({
      delegation: 'OK',
      mx: 'UNKNOWN',
      mx_target: 'UNKNOWN',
      spf: 'KO',
    })
  })

  it.each([
    ['mx.cert.legalmail.it', 'A'],
    ['mx.cert.legalmail.it', 'AAAA'],
  ])('the address of %s is unknown when %s fails', async (name, type) => {
    await using server = await startNameServer(goodZone(dominio).slice(0, 3))
    server.set(name, type, { rcode: 2 })
    server.set(name, type === 'A' ? 'AAAA' : 'A', { rcode: 0 })
    expect(find(await checked(server), 'mx_target').verdict).toBe('UNKNOWN')
  })

  it.each([1, 4, 'silent'] as const)('one that answers EDNS with %s is asked without', async (withoutEdns) => {
    await using server = await startNameServer(goodZone(dominio))
    for (const name of [dominio, 'mx.cert.legalmail.it']) server.set(name, '*', { withoutEdns })
    const checks = await checked(server)
    expect(verdicts(checks)).toEqual(allGood)
    expect(find(checks, 'mx').evidence).toMatchObject([
      withoutEdns === 'silent' ? { outcome: 'timeout' } : { outcome: 'answered', records: [] },
      { outcome: 'answered', rcode: 'NOERROR' },
    ])
  })
})

describe('name servers that cannot be relied upon', () => {
  const unreliable: [title: string, behaviour: Behaviour, outcome: string][] = [
    ['one that is silent', { silent: true }, 'timeout'],
    ['one that answers another number', { lies: 'id' }, 'timeout'],
    ['one that answers another question', { lies: 'question' }, 'timeout'],
    ['one that sends the question back', { lies: 'no response flag' }, 'timeout'],
    ['one that sends rubbish', { raw: Buffer.from('0000840000ffffff', 'hex') }, 'malformed'],
    ['one whose answer comes from elsewhere', { fromElsewhere: true }, 'timeout'],
    ['one that floods', { noise: 60, silent: false }, 'malformed'],
  ]
  it.each(unreliable)('%s proves nothing', async (_title, behaviour, outcome) => {
    await using server = await startNameServer(goodZone(dominio))
    server.set(dominio, 'MX', behaviour)
    const checks = await checked(server)
    expect(verdicts(checks)).toEqual({ ...allGood, mx: 'UNKNOWN', mx_target: 'UNKNOWN' })
    expect(find(checks, 'mx').problem?.italian).toContain('ripetuta')
    expect(find(checks, 'mx').evidence).toHaveLength(2)
    expect(find(checks, 'mx').evidence[0]).toMatchObject({ outcome, rcode: null, records: [] })
    expect(verdictOf(checks)).toBe('UNKNOWN')
  })

  it('one that is silent is left for the next', async () => {
    await using silent = await startNameServer()
    await using good = await startNameServer(goodZone(dominio))
    for (const name of [dominio, 'mx.cert.legalmail.it']) silent.set(name, '*', { silent: true })
    const checks = await checkDomain(asking([silent.address, good.address]), dominio, infocert)
    expect(verdicts(checks)).toEqual(allGood)
    expect(find(checks, 'mx').evidence.map((one) => one.outcome)).toEqual(['timeout', 'answered'])
  })

  it('one that is not there is told at once', async () => {
    const gone = await startNameServer()
    await gone[Symbol.asyncDispose]()
    const checks = await checkDomain(asking([gone.address]), dominio, infocert)
    expect(verdictOf(checks)).toBe('UNKNOWN')
    expect(find(checks, 'mx').evidence[0]).toMatchObject({ outcome: 'unreachable' })
  })

  it('one that says an answer is too long and then hangs up proves nothing', async () => {
    await using server = await startNameServer(goodZone(dominio))
    server.set(dominio, 'MX', { truncated: true, raw: Buffer.from([0, 0, 0x84]) })
    expect(find(await checked(server), 'mx')).toMatchObject({ verdict: 'UNKNOWN' })
    server.set(dominio, 'MX', { truncated: true, lies: 'id' })
    expect(find(await checked(server), 'mx').evidence[0]).toMatchObject({ transport: 'udp' })
  })

  it.each([
    ['in a circle of two', ['a.example.net', dominio]],
    ['in a circle further on', ['a.example.net', 'b.example.net', 'a.example.net']],
    ['without end', Array.from({ length: 12 }, (_, n) => `n${n}.example.net`)],
  ])('aliases %s end', async (_title, chain) => {
    await using server = await startNameServer([`${dominio} NS ns.example.net`, 'mx.cert.legalmail.it A 192.0.2.1'])
    const names = [dominio, ...chain]
    for (const [n, name] of names.slice(0, -1).entries())
      server.set(name, 'MX', { zone: [`${name} CNAME ${names[n + 1]}`] })
    const check = find(await checked(server), 'mx')
    expect(check.verdict).toBe('KO')
    expect(check.problem?.english).toContain('circle')
    expect(check.evidence.length).toBeLessThanOrEqual(10)
  })

  it('takes 64 kB of TXT for what it is', async () => {
    await using server = await startNameServer(goodZone(dominio))
    const strings = Array.from({ length: 250 }, () => Buffer.alloc(255, 'x'))
    const spf: Answer = { name: dominio, type: 'TXT', data: 'v=spf1 include:_spf-legalmail.infocert.it -all' }
    server.set(dominio, 'TXT', { truncated: true, records: [{ name: dominio, type: 'TXT', data: strings }, spf] })
    const check = find(await checked(server), 'spf')
    expect(check.verdict).toBe('OK')
    expect(check.evidence[0]).toMatchObject({ transport: 'tcp', outcome: 'answered' })
    expect(JSON.stringify(check).length).toBeLessThan(4_000)
  })

  it('takes hundreds of records and no more, and shows some of them', async () => {
    await using server = await startNameServer(goodZone(dominio))
    const many = (count: number) =>
      Array.from({ length: count }, (_, n): Answer => ({ name: dominio, type: 'TXT', data: `note ${n}` }))
    server.set(dominio, 'TXT', { truncated: true, records: many(140) })
    expect(find(await checked(server), 'spf')).toMatchObject({ verdict: 'KO', evidence: [{ omitted: 120 }] })
    server.set(dominio, 'TXT', { truncated: true, records: many(900) })
    expect(find(await checked(server), 'spf')).toMatchObject({
      verdict: 'UNKNOWN',
      evidence: [{ outcome: 'malformed' }, {}],
    })
  })

  it('makes text that is no text printable', async () => {
    await using server = await startNameServer(goodZone(dominio))
    const bytes = Buffer.from('v=spf1 \0\x1b[31m\u{1f600} -all')
    server.set(dominio, 'TXT', { records: [{ name: dominio, type: 'TXT', data: bytes }] })
    expect(find(await checked(server), 'spf').found).toEqual([expect.stringMatching(/^v=spf1 [\x20-\x7e]+$/)])
  })
})

describe('reading an answer', () => {
  const question = { name: dominio, type: 'TXT' } as const

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (bytes, plausible) => {
        const message = Buffer.from(bytes)
        if (plausible && message.length > 12) {
          writeQuestion(7, question).copy(message)
          message[2] = 0x84
        }
        expect(['answer', 'truncated', 'not ours', 'malformed']).toContain(readAnswer(message, 7, question).is)
      }),
      { numRuns: 2_000 },
    )
  })

  it('survives a true answer with any bytes changed', () => {
    const zone = goodZone(dominio).concat(Array.from({ length: 20 }, (_, n) => `${dominio} TXT note ${n}`))
    const records = zone
      .filter((line) => line.includes(' TXT '))
      .map((line): Answer => {
        return { name: dominio, type: 'TXT', data: line.split(' ').slice(2).join(' ') }
      })
    const good = answerWith(records)
    expect(readAnswer(good, 7, question)).toMatchObject({ is: 'answer' })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }), (changes) => {
        const message = Buffer.from(good)
        for (const [at, value] of changes) message[at] = value
        expect(typeof readAnswer(message, 7, question).is).toBe('string')
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes no code for NOERROR whose upper bits stand in the OPT record', () => {
    const plain = answerWith([])
    const opt = Buffer.from([0, 0, 41, 4, 208, 1, 0, 0, 0, 0, 0])
    const badVersion = Buffer.concat([plain, opt])
    badVersion.writeUInt16BE(1, 10)
    expect(readAnswer(badVersion, 7, question)).toEqual({ is: 'answer', answer: { rcode: 'RCODE_16', records: [] } })
    expect(readAnswer(plain, 7, question)).toMatchObject({ answer: { rcode: 'NOERROR' } })
  })

  it('bears an error without the question, and nothing else without it', () => {
    const header = (flags: number) => Buffer.from([0, 7, 0x80, flags, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(readAnswer(header(1), 7, question)).toEqual({ is: 'answer', answer: { rcode: 'FORMERR', records: [] } })
    for (const code of [0, 3]) expect(readAnswer(header(code), 7, question)).toEqual({ is: 'malformed' })
    expect(readAnswer(header(1), 8, question)).toEqual({ is: 'not ours' })
  })

  it('does not look into names that point at themselves', () => {
    const looping = Buffer.concat([answerWith([]).subarray(0, 12), Buffer.from([0xc0, 12, 0, 16, 0, 1])])
    expect(readAnswer(looping, 7, question)).toEqual({ is: 'malformed' })
  })

  function answerWith(records: Answer[]): Buffer {
    const question = writeQuestion(7, { name: dominio, type: 'TXT' })
    const bodies = records.map((record) => {
      const text = Buffer.from(String(record.type === 'TXT' ? record.data : ''))
      const head = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 1, 44, 0, text.length + 1, text.length])
      return Buffer.concat([head, text])
    })
    // The question without its OPT record, marked as an answer.
    const header = Buffer.from(question.subarray(0, question.length - 11))
    header.writeUInt16BE(0x8400, 2)
    header.writeUInt16BE(records.length, 6)
    header.writeUInt16BE(0, 10)
    return Buffer.concat([header, ...bodies])
  }
})

it('checks a hundred domains at once', async () => {
  await using server = await startNameServer(
    Array.from({ length: 100 }, (_, n) => goodZone(`pec.azienda${n}.it`)).flat(),
  )
  const resolver = asking([server.address], { questionTimeoutMs: 5_000, totalTimeoutMs: 20_000 })
  const all = await Promise.all(
    Array.from({ length: 100 }, (_, n) => checkDomain(resolver, `pec.azienda${n}.it`, infocert)),
  )
  expect(all.map(verdictOf)).toEqual(Array.from({ length: 100 }, () => 'OK'))
})

describe('the records to publish', () => {
  it('are ready to copy, and pass when published as they are', async () => {
    const lines = recordsToPublish(dominio, infocert)
    expect(lines.map((one) => one.line)).toEqual([
      `${dominio}. 3600 IN MX 10 mx.cert.legalmail.it.`,
      `${dominio}. 3600 IN TXT "v=spf1 include:_spf-legalmail.infocert.it -all"`,
    ])
    const published = lines.map(
      ({ type, value }) => `${dominio} ${type} ${value.replaceAll('"', '').replace(/\.$/, '')}`,
    )
    await using server = await startNameServer([
      ...published,
      'azienda-prova.it NS ns.example.net',
      'mx.cert.legalmail.it A 192.0.2.1',
    ])
    expect(verdictOf(await checked(server))).toBe('OK')
  })

  it('are none for a name under the provider’s own domain, and unknown where nobody configured them', () => {
    expect(recordsFor(builtInRecords, { fornitore: 'infocert', tipo_dominio: 'esterno' })).toBe(infocert)
    expect(recordsFor(builtInRecords, { fornitore: 'infocert', tipo_dominio: 'interno' })).toBeUndefined()
    expect(recordsFor(builtInRecords, { fornitore: 'namirial', tipo_dominio: 'esterno' })).toBeUndefined()
  })

  it('are an operator’s to configure, provider by provider', async () => {
    const file = { namirial: { mx: ['MX1.Example.it.', 'mx2.example.it'], spf_include: '_spf.example.it' } }
    const records = withOperatorRecords(JSON.stringify(file))
    expect(records.infocert).toBe(infocert)
    const { namirial } = records
    if (namirial === undefined) throw new Error('namirial was configured')
    expect(recordsToPublish('pec.x.it', namirial).map((one) => one.value)).toEqual([
      '10 mx1.example.it.',
      '10 mx2.example.it.',
      '"v=spf1 include:_spf.example.it -all"',
    ])
    await using server = await startNameServer([
      'x.it NS ns.example.net',
      'pec.x.it MX 10 mx1.example.it',
      'pec.x.it MX 10 mx2.example.it',
      'pec.x.it TXT v=spf1 include:_spf.example.it -all',
      'mx1.example.it A 192.0.2.1',
      'mx2.example.it A 192.0.2.2',
    ])
    expect(verdictOf(await checkDomain(asking([server.address]), 'pec.x.it', namirial))).toBe('OK')
    server.publish(['x.it NS ns.example.net', 'pec.x.it MX 10 mx1.example.it', 'mx1.example.it A 192.0.2.1'])
    const missing = find(await checkDomain(asking([server.address]), 'pec.x.it', namirial), 'mx')
    expect(missing.problem?.english).toContain('lack mx2.example.it')
  })

  it.each([
    ['nothing', '', 'must be a JSON object'],
    ['a list', '[]', 'must be a JSON object'],
    ['a provider nobody knows', '{"aruba":{}}', 'unknown provider: aruba'],
    ['no mail server', '{"namirial":{"mx":[],"spf_include":"a.it"}}', 'no usable mx'],
    ['no SPF', '{"namirial":{"mx":["mx.a.it"]}}', 'spf_include for namirial'],
    ['names that are none', '{"namirial":{"mx":["mx a it"],"spf_include":"a.it"}}', 'no usable mx'],
    ['null', '{"namirial":null}', 'no usable mx'],
  ])('are not read from %s', (_title, file, said) => {
    expect(() => withOperatorRecords(file)).toThrow(said)
  })
})
