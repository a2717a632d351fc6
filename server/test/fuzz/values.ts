// Values for members of a body, as JSON text: acceptable by the schema and name of the member, or broken in some way.
import fc from 'fast-check'
import type { ValueSchema } from './described-calls.ts'

/** What stands for a value only a run can know: `§address§` becomes an address nobody has yet. */
export const placeholders = ['address', 'own-address', 'domain', 'callback', 'pdf', 'p7m', 'number'] as const
export type Placeholder = (typeof placeholders)[number]

const quoted = (...texts: string[]) => fc.constantFrom(...texts.map((text) => JSON.stringify(text)))

/** Members whose schema does not tell what would be accepted. */
const byName: Readonly<Record<string, fc.Arbitrary<string>>> = {
  casella_pec: fc.oneof(
    { weight: 9, arbitrary: quoted('§address§') },
    { weight: 1, arbitrary: quoted('§own-address§', 'guasto.§address§', 'errati.§address§') },
  ),
  dominio: quoted('§domain§', '§domain§', '§domain§', 'guasto§domain§', 'errati§domain§', 'lenta§domain§'),
  documenti: fc.oneof(quoted('§pdf§', '§p7m§'), fc.constant('["§pdf§","§pdf§"]')),
  callback: fc.constantFrom(
    '{"url":"§callback§"}',
    '{"url":"§callback§","method":"JSON","data":{"a":[1,null,"è"]}}',
    '{"url":"§callback§","method":"POST","field":"x"}',
    'false',
    'null',
  ),
  email: quoted('mario.rossi@example.com', 'u.§number§@example.com'),
  email_gestione_password: quoted('luca.bianchi@example.com'),
  amount: quoted('0.01', '10', '100.00', '99999999'),
  credit: quoted('0', '50.00'),
  advance: quoted('PT1H', 'P1D', 'P31D', 'P1Y'),
  now: quoted('2999-01-01T00:00:00Z', '2001-01-01T00:00:00Z'),
  data_rilascio_documento: quoted('01/01/2015'),
  data_scadenza_documento: quoted('31/12/9999'),
  code: quoted('CCIAA-1'),
  attorney: quoted('Anna Bianchi'),
  attorney_code: quoted('RSSMRA80A01H501U'),
  reason: quoted('manca la firma', 'bonifico'),
  scopes: fc.constantFrom('["*:*/*"]', '["GET:*/pec","POST:*/pec"]', '["GET:nowhere.it/pec"]'),
  limits: fc.constantFrom('{}', '{"totalRequests":3,"walletAmount":70,"ip":["127.0.0.1"]}', '{"ip":["192.0.2.1"]}'),
  spazio_disco: quoted('3072', '+1024', '1024', '+5120'),
  spazio_storico: quoted('3072', '+1024', '2048'),
  spazio_conservazione: fc.constantFrom('1024', '"1024"', '"+1024"'),
}

/** What is usually sent: what the call accepts unless its state does not allow it. */
export function usualValue(name: string, schema: ValueSchema, example: unknown): fc.Arbitrary<string> {
  return byName[name] ?? (example === undefined ? acceptable(schema) : fc.constant(JSON.stringify(example)))
}

/** Anything the schema allows. */
export function acceptable(schema: ValueSchema): fc.Arbitrary<string> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(acceptable))
  if (schema.const !== undefined) return fc.constant(JSON.stringify(schema.const))
  switch (schema.type) {
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 2 ** 31 }).map(String)
    case 'boolean':
      return fc.boolean().map(String)
    case 'array':
      return fc.array(acceptable(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 }).map(listOf)
    case 'object':
      return fc.constant('{}')
    default:
      return ordinaryText(schema.maxLength ?? 200).map((text) => JSON.stringify(text))
  }
}

const listOf = (items: readonly string[]) => `[${items.join(',')}]`

const ordinaryText = (maxLength: number) =>
  fc.oneof(
    fc.string({ maxLength: Math.min(maxLength, 40) }),
    fc.string({ unit: 'grapheme', maxLength: Math.min(maxLength, 10) }),
    fc.constantFrom('Nicolò', "D'Amico", 'x'.repeat(maxLength)),
  )

/** What is written in the place of a value by mistake, by accident, or on purpose. */
export const broken: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      ...['null', '""', '" "', '0', '-1', '1.5', '1e400', '9007199254740993', '-0', 'true', 'false', '[]', '{}'],
      ...['[null]', '[[]]', '[{}]', '{"a":{"b":[]}}', '{"__proto__":{"x":1}}', '{"":""}', '"\\u0000"', '"a\\u0000b"'],
      ...['"\\ud800"', '"\\udc00a"', '"\\u202e"', '"\\u200b"', '"\\ufeff"', '"null"', '"undefined"', '"NaN"', '"1e3"'],
      ...['"\'; drop table mailboxes; --"', '"<script>"', '"../../etc/passwd"', '"%00"', '"${7*7}"', '"{field}"'],
      ...['"\\n\\r\\t"', '"١٢٣"', '"ＡＢＣ"', '"ß"', '"İ"', '"K"', '"٠"', '"e\\u0301"', '"👩‍👩‍👧‍👦"'],
      ...['"31/02/2020"', '"29/02/1900"', '"00/00/0000"', '"99/99/9999"', '"01/01/0001"', '"31/12/9999"', '"1/1/2020"'],
      ...['"a@b"', '"@"', '"a@@b.it"', '"a b@example.com"', '"a@[127.0.0.1]"', '"xn--.it"', '"a..b@example.com"'],
      ...['"P"', '"PT"', '"P99999999Y"', '"-P1D"', '"P1Y2M3W4DT5H6M7S"', '"PT0S"', '"P1.5Y"', '"PT99999999999999H"'],
      ...['"+0"', '"+"', '"-1024"', '"+99999999999"', '"0000000001"', '"1024 "', '" 1024"', '"0x10"', '1024.0', '1e3'],
      ...[
        '{"url":1}',
        '{"url":"http://"}',
        '{"url":"http://[::1"}',
        '{"url":"http://a.invalid/\\ud800"}',
        '{"url":null}',
      ],
      ...['{"url":"http://a.invalid","method":"JSON","data":{"a":1e400}}', '{"url":"http://a.invalid:99999/"}'],
      ...['{"url":"http://a.invalid","method":"JSON","data":{"a":9007199254740993}}', '{"url":"javascript:alert(1)"}'],
      ...['{"url":"http://a.invalid/","method":"PUT"}', '{"url":"http://a.invalid/","field":""}', '{"method":"JSON"}'],
      '{"url":"http://a.invalid/","method":"POST","field":"\\u0000","data":null}',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(101, 255, 320, 5_000, 70_000).map((n) => JSON.stringify('x'.repeat(n))) },
  { weight: 1, arbitrary: fc.constantFrom(60, 200, 20_000).map((n) => '['.repeat(n) + ']'.repeat(n)) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map((text) => JSON.stringify(text)) },
  { weight: 2, arbitrary: ordinaryText(60).map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: quoted('§address§', '§domain§', '§pdf§', '§p7m§', '§number§') },
)
