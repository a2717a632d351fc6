// The steps of a story as fast-check draws and shrinks them. Nothing here depends on a server: ids are picks from what the
// story has been given by then.
import fc from 'fast-check'
import type { DescribedCall, DescribedParameter } from './described-calls.ts'
import { acceptable, broken, usualValue } from './values.ts'

export type Who = 'customer' | 'neighbour' | 'operator' | 'restricted' | 'key' | 'nobody' | 'wrong'

/** A place in a path: one of the ids of its own kind, of another kind, or a text. */
export type Pick = { is: 'own' | 'other'; index: number } | { is: 'text'; text: string }

/** How the members become a body. */
export type Writing =
  | { is: 'json' | 'form' | 'nothing' }
  | { is: 'json'; charset: 'utf-16le' | 'latin1' | 'bom' | 'cut' | 'gzip' }
  | { is: 'bytes'; bytes: Uint8Array }

export interface CallStep {
  is: 'call'
  call: DescribedCall
  who: Who
  picks: Pick[]
  query: [name: string, value: string][]
  /** Names and JSON texts; a name may come twice. */
  members: [name: string, json: string][]
  writing: Writing
  contentType: string | undefined
  headers: [name: string, value: string][]
  /** Sent twice in a row, under one Idempotency-Key. */
  twice: boolean
}

export type Step = CallStep | { is: 'pass'; ms: number }

export interface Story {
  creditCents: number
  opening: Step[][]
  steps: Step[]
}

const rightOnes: Readonly<Record<DescribedCall['access'], Who>> = {
  account: 'customer',
  operator: 'operator',
  either: 'customer',
  key: 'key',
  anybody: 'nobody',
}
const DAY = 86_400_000

/** Stories over all of `calls`. Each begins with what makes a mailbox, a domain and a request, or with none of it. */
export function stories(calls: readonly DescribedCall[], steps: { most: number }): fc.Arbitrary<Story> {
  const named = (name: string): fc.Arbitrary<Step> =>
    name === 'pass' ? fc.constant(aMoment) : good(calls.find((one) => one.name === name) ?? missing(name))
  const openings = [
    ['registerMailbox'],
    // In the sandbox a moment is enough, in production the operator decides.
    ['registerMailbox', 'activateMailbox', 'pass', 'decideMailbox'],
    ['orderCertifiedDomain', 'pass', 'decideCertifiedDomain'],
    ['createRegistryRequest', 'pass', 'decideRegistryRequest', 'signRegistryRequest'],
  ].map((names) => fc.tuple(...names.map(named)))
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.oneof(...calls.map((call) => ({ weight: weightOf(call), arbitrary: good(call) }))) },
    { weight: 5, arbitrary: fc.oneof(...calls.map((call) => ({ weight: weightOf(call), arbitrary: odd(call) }))) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('pass'), ms: passed }) },
  )
  return fc.record({
    creditCents: mostly(fc.constant(1_000_000), fc.constantFrom(3_000, 0)),
    opening: fc.tuple(...openings).chain((each) => mostly<Step[][]>(fc.constant(each), fc.subarray(each))),
    steps: fc.array(step, { minLength: 5, maxLength: steps.most, size: 'max' }),
  })
}

/** What creates comes more often than what is done with it, and what empties everything rarely. */
function weightOf({ method, path, body, name }: DescribedCall): number {
  if (name === 'resetSandbox') return 1
  return method === 'POST' && body !== undefined && !path.includes('{') ? 8 : 4
}

const aMoment: Step = { is: 'pass', ms: 20_000 }
const passed = fc.constantFrom(1_500, 20_000, 3_600_000, DAY, 40 * DAY, 370 * DAY)

function missing(name: string): never {
  throw new Error(`the document has no call ${name}`)
}

/** A call as its documentation asks for it. */
function good(call: DescribedCall): fc.Arbitrary<CallStep> {
  const { body } = call
  const who = rightOnes[call.access]
  return fc.record({
    is: fc.constant('call'),
    call: fc.constant(call),
    who: call.access === 'either' ? fc.constantFrom<Who>('customer', 'operator') : fc.constant(who),
    picks: fc.array(fc.record({ is: fc.constant('own'), index: fc.nat(50) }), { minLength: 2, maxLength: 2 }),
    query: queryOf(call, false),
    members: body === undefined ? fc.constant([]) : membersOf(body, false),
    writing: fc.constant(body === undefined ? { is: 'nothing' } : { is: 'json' }),
    contentType: fc.constant(body === undefined ? undefined : (body.types[0] ?? 'application/json')),
    headers: fc.constant([]),
    twice: isRepeatable(call) ? fc.boolean() : fc.constant(false),
  })
}

const isRepeatable = (call: DescribedCall) => call.parameters.some(({ name }) => name === 'Idempotency-Key')

/** The same with anything about it other than it should be; most of it is right all the same. */
function odd(call: DescribedCall): fc.Arbitrary<CallStep> {
  return fc.record({
    is: fc.constant('call'),
    call: fc.constant(call),
    who: mostly(
      fc.constant(rightOnes[call.access]),
      fc.constantFrom<Who>('customer', 'neighbour', 'operator', 'restricted', 'key', 'nobody', 'wrong'),
    ),
    picks: fc.array(pick, { minLength: 2, maxLength: 2 }),
    query: mostly(queryOf(call, false), queryOf(call, true)),
    members: membersOf(call.body ?? { fields: {}, required: [], example: {}, types: [] }, true),
    writing: mostly(fc.constant({ is: call.body === undefined ? 'nothing' : 'json' }), writing),
    contentType: mostly(fc.constant(call.body === undefined ? undefined : 'application/json'), contentType),
    headers: mostly(fc.constant([]), fc.array(header, { maxLength: 3 })),
    twice: fc.constant(false),
  })
}

const mostly = <T>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: unusual })

const pick: fc.Arbitrary<Pick> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ is: fc.constant('own'), index: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('other'), index: fc.nat(50) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('text'),
      text: fc.oneof(
        fc.constantFrom(
          ...['0', 'f'.repeat(24), 'F'.repeat(24), '%00', '%ff', '%zz', '%', '..', '.', '%2e%2e%2f', 'null', '-1'],
          ...[
            'x'.repeat(1_000),
            'x'.repeat(15_000),
            'x'.repeat(20_000),
            "'--",
            '%F0%9F%98%80',
            '%ed%a0%80',
            '*',
            ':id',
          ],
          ...['a@b.it', 'mario@gmail.com', 'pec.it', 'a%20b@pec.it', '%40', 'xn--', 'nicol%C3%B2.it', 'a..b', 'it'],
        ),
        fc.string({ minLength: 1, maxLength: 30 }).map(encodeURIComponent),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map(encodeURIComponent),
      ),
    }),
  },
)

function queryOf(call: DescribedCall, isOdd: boolean): fc.Arbitrary<[string, string][]> {
  const own = call.parameters.filter((one) => one.in === 'query')
  if (isOdd) return fc.array(oddPair(own), { maxLength: 4 })
  if (own.length === 0) return fc.constant([])
  const each = own.map(({ name, schema }) =>
    fc.tuple(fc.constant(name), fc.oneof(fc.constantFrom('1', '2', '0'), acceptable(schema))),
  )
  return fc.tuple(...each).chain((pairs) => fc.subarray(pairs.map(([name, value]): [string, string] => [name, value])))
}

function oddPair(own: readonly DescribedParameter[]): fc.Arbitrary<[string, string]> {
  const names = [
    ...own.map(({ name }) => name),
    'skip',
    'limit',
    'anni',
    'skip[]',
    'limit[a]',
    '__proto__',
    '',
    '%ff',
    'x',
  ]
  return fc.tuple(
    fc.constantFrom(...names),
    fc.oneof(
      fc.constantFrom(
        ...['-1', '1e3', '', '00', '+1', '1.0', '%00', '%ff', '%', 'NaN', 'true', '99999999999999999999', '1&skip=2'],
        ...['2147483648', '١', 'x'.repeat(2_000).toString(), '[]', '=', '&&&'].map((text) => encodeURI(text)),
      ),
      fc.string({ maxLength: 10 }).map(encodeURIComponent),
    ),
  )
}

function membersOf(body: NonNullable<DescribedCall['body']>, isOdd: boolean): fc.Arbitrary<[string, string][]> {
  const names = Object.keys(body.fields)
  if (names.length === 0)
    return isOdd ? fc.array(fc.tuple(fc.constantFrom('x', 'id', 'stato'), broken)) : fc.constant([])
  const usual = names.map((name) => {
    const given = exampleIn(body, name)
    const isUsual = body.required.includes(name) || given !== undefined
    return fc.tuple(
      fc.constant(name),
      usualValue(name, body.fields[name] ?? {}, given),
      isUsual ? fc.constant(true) : fc.nat(7).map((n) => n === 0),
    )
  })
  const unusual = fc
    .constantFrom(...names)
    .chain((name) => fc.tuple(fc.constant(name), acceptable(body.fields[name] ?? {})))
  const members = fc
    .tuple(fc.tuple(...usual), mostly(fc.constant<[string, string][]>([]), fc.array(unusual, { maxLength: 2 })))
    .map(([each, variations]) => {
      const there = each.filter(([, , isThere]) => isThere).map(([name, value]): [string, string] => [name, value])
      return changedTo(there, variations)
    })
  if (!isOdd) return members
  const changes = fc.array(fc.tuple(fc.constantFrom(...names), fc.oneof(broken, fc.constant(''))), { maxLength: 3 })
  const more = mostly<[string, string][]>(
    fc.constant([]),
    fc.array(fc.tuple(fc.constantFrom(...names, 'x', '__proto__', ''), broken)),
  )
  return fc.tuple(members, changes, more).map(([given, changed, added]) => [...changedTo(given, changed), ...added])
}

const exampleIn = ({ example }: NonNullable<DescribedCall['body']>, name: string): unknown => Reflect.get(example, name)

/** Replaces the values of members; an empty text takes the member away. */
function changedTo(given: [string, string][], changes: [string, string][]): [string, string][] {
  const values = new Map([...given, ...changes])
  return [...values].filter(([, json]) => json !== '')
}

const writing: fc.Arbitrary<Writing> = fc.oneof(
  fc.constantFrom<Writing>(
    { is: 'form' },
    { is: 'nothing' },
    { is: 'json', charset: 'utf-16le' },
    { is: 'json', charset: 'latin1' },
    { is: 'json', charset: 'bom' },
    { is: 'json', charset: 'cut' },
    { is: 'json', charset: 'gzip' },
  ),
  fc
    .oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.json().map((text) => new Uint8Array(Buffer.from(text))),
      fc
        .constantFrom(
          ...[
            'null',
            '[]',
            '"x"',
            '1',
            '{}{}',
            '{',
            '{"a":NaN}',
            '{"a":1,"a":2}',
            "{'a':1}",
            '\u{feff}{}',
            '{}\0',
            ' ',
          ],
          ...[
            '['.repeat(50_000),
            '{"a":'.repeat(50_000),
            'a=1&a=2',
            'a[b]=1&a=2',
            'a[=1',
            '%ff=%ff',
            '{}'.padEnd(1_100_000),
          ],
          ...[
            'pec.it\nlegalmail.it\nesempio.it\n',
            'dn: o=x\nobjectClass: provider\nmanagedDomains: pec.it\n\n',
            '0\x80',
            'MIIG',
          ],
        )
        .map((text) => new Uint8Array(Buffer.from(text))),
    )
    .map((bytes): Writing => ({ is: 'bytes', bytes })),
)

const contentType = fc.constantFrom(
  undefined,
  ...[
    '',
    'json',
    'text/plain',
    'application/xml',
    'application/json; charset=utf-8',
    'application/json;charset="utf-8"',
  ],
  ...['application/json; charset=iso-8859-1', 'application/json; charset=utf-16', 'application/json; charset=klingon'],
  ...[
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=windows-1252',
    'APPLICATION/JSON',
  ],
  ...[
    'multipart/form-data; boundary=x',
    'application/pdf',
    'application/octet-stream',
    'text/ldif',
    ';;;',
    'a/b; '.repeat(300),
  ],
)

// What a header may hold: no control characters, which Node does not send.
const latin = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 30 })
  .map((text) => text.replace(/[\x7f-\x9f]/g, ''))

const header: fc.Arbitrary<[string, string]> = fc.oneof(
  fc.tuple(
    fc.constant('idempotency-key'),
    fc.oneof(fc.constantFrom('k', 'k', '"k"', '', ' ', 'x'.repeat(255), 'x'.repeat(256), '"', 'é'), latin),
  ),
  fc.constantFrom<[string, string]>(
    ['purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['authorization', 'Bearer x'],
    ['authorization', 'Basic eDp5'],
    ['accept', 'text/html'],
    ['accept', '*/*;q=0'],
    ['accept-encoding', 'gzip, br, identity;q=0'],
    ['content-encoding', 'gzip'],
    ['expect', '100-continue'],
    ['expect', 'x'],
    ['range', 'bytes=0-1'],
    ['if-none-match', '*'],
    ['if-match', '"x"'],
    ['x-http-method-override', 'DELETE'],
    ['x-forwarded-for', '999.1.1.1, ::1'],
    ['forwarded', 'for="[::1]"'],
    ['origin', 'null'],
    ['cookie', '__proto__=1'],
    ['host', ''],
    ['host', 'a b'],
    ['connection', 'close'],
    ['upgrade', 'h2c'],
    ['te', 'trailers'],
    ['x-long', 'x'.repeat(9_000)],
    ['x-longer', 'x'.repeat(17_000)],
    ['transfer-encoding', 'chunked'],
  ),
  fc.tuple(fc.constantFrom('x-odd', 'accept-language', 'user-agent', 'referer', 'x-request-id', 'traceparent'), latin),
)
