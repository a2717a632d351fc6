// Bodies as clients really send them: other character sets, byte order marks, odd labels, PHP's forms, large numbers.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { memberOf } from '../src/testing/caller.ts'
import { communication, domainOrder, pdfText, registration } from '../src/testing/fixtures.ts'
import { startServer } from '../src/testing/world.ts'

const form = 'application/x-www-form-urlencoded'
const world = startServer()

const nicolo = () => registration({ nome_richiedente: 'Nicolò' })
const json = (encoding: 'latin1' | 'utf8') => Buffer.from(JSON.stringify(nicolo()), encoding)
const formOf = (fields: Record<string, unknown>, escaped: (text: string) => string = encodeURIComponent) =>
  Object.entries(fields)
    .map(([name, value]) => `${encodeURIComponent(name)}=${escaped(String(value))}`)
    .join('&')
const inLatin1 = (text: string) => encodeURIComponent(text).replaceAll('%C3%B2', '%F2')
const withMark = (bytes: Buffer) => Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bytes])

describe('the characters of a body', () => {
  it.each([
    ['JSON in UTF-8', () => json('utf8'), 'application/json'],
    ['JSON in Latin-1 that says so', () => json('latin1'), 'application/json; charset=iso-8859-1'],
    ['JSON in Latin-1 that says so without a semicolon', () => json('latin1'), 'application/json charset="ISO-8859-1"'],
    ['JSON in UTF-16', () => Buffer.from(JSON.stringify(nicolo()), 'utf16le'), 'application/json; charset=utf-16le'],
    ['JSON after a byte order mark', () => withMark(json('utf8')), 'application/json'],
    ['JSON after a byte order mark, with the wrong label', () => withMark(json('utf8')), 'text/plain; charset=latin1'],
    ['a form', () => formOf(nicolo()), form],
    ['a form in Latin-1 that says so', () => formOf(nicolo(), inLatin1), `${form}; charset=ISO-8859-1`],
    ['a form after a byte order mark', () => withMark(Buffer.from(formOf(nicolo()))), form],
    ['JSON labelled as a form', () => json('utf8'), form],
    ['JSON labelled as a form, after a byte order mark', () => withMark(json('utf8')), form],
  ])('%s is read', async (_, body, type) => {
    const customer = await world.customer()
    const reply = await customer.post('/pec', body(), { 'content-type': type })
    expect(reply.error, reply.text).toBeNull()
    const stored = sql`select nome_richiedente from mailboxes where id = ${memberOf(reply.data, 'id')}`
    expect((await stored.execute(world.context.database.kysely)).rows).toEqual([{ nome_richiedente: 'Nicolò' }])
  })

  it.each([
    ['JSON in Latin-1', () => json('latin1'), 'application/json'],
    ['JSON in Latin-1 that says UTF-8', () => json('latin1'), 'application/json; charset=utf-8'],
    ['JSON in Latin-1 that says ASCII', () => json('latin1'), 'application/json; charset=us-ascii'],
    ['JSON in a set nobody knows', () => json('utf8'), 'application/json; charset=x-nonsense'],
    ['a form in Latin-1', () => formOf(nicolo(), inLatin1), form],
    ['a form in Latin-1, not escaped', () => Buffer.from(`nome_richiedente=Nicolò&a=1`, 'latin1'), form],
  ])('%s is refused and costs nothing', async (_, body, type) => {
    const customer = await world.customer()
    expect(await customer.post('/pec', body(), { 'content-type': type })).toMatchObject({ status: 400, error: 100 })
    expect(await customer.credit()).toBe('1000.00')
  })

  it.each([
    'application/json,application/json',
    'json',
    '"application/json"',
    'application/json charset=utf-8',
    '',
    ';',
  ])('JSON labelled %j is JSON', async (type) => {
    const customer = await world.customer()
    const reply = await customer.post('/pec', json('utf8'), { 'content-type': type })
    expect(reply.error, reply.text).toBeNull()
    const path = `/pec/${String(memberOf(reply.data, 'id'))}/attivazione`
    const upload = JSON.stringify({ documenti: await pdfText() })
    expect((await customer.patch(path, upload, { 'content-type': type })).error).toBeNull()
  })
})

describe('an upload', () => {
  it.each([
    ['one document', (one: string) => formOf({ documenti: one }), form],
    ['a list', (one: string) => `documenti[]=${encodeURIComponent(one)}`, form],
    ['a list as PHP writes it', (one: string) => formOf({ 'documenti[0]': one, 'documenti[1]': one }), form],
    [
      'JSON in Latin-1',
      (one: string) => Buffer.from(`{"x":"ò","documenti":"${one}"}`, 'latin1'),
      'a/b; charset=latin1',
    ],
    ['JSON after a byte order mark', (one: string) => `\ufeff{"documenti":"${one}"}`, 'application/json'],
  ])('of %s is taken', async (_, body, type) => {
    const { customer, id } = await world.given.registeredMailbox()
    const reply = await customer.patch(`/pec/${id}/attivazione`, body(await pdfText()), { 'content-type': type })
    expect(reply.error, reply.text).toBeNull()
  })

  it.each([
    [
      'Latin-1 without a word',
      (one: string) => Buffer.from(`{"x":"ò","documenti":"${one}"}`, 'latin1'),
      'application/json',
      100,
    ],
    ['a document named twice', (one: string) => `${formOf({ documenti: one })}&documenti=YQ==`, form, 100],
    [
      'a set that does not keep ASCII',
      (one: string) => `{"documenti":"${one}"}`,
      'application/json; charset=utf-16',
      100,
    ],
  ])('with %s is refused', async (_, body, type, error) => {
    const { customer, id } = await world.given.registeredMailbox()
    const reply = await customer.patch(`/pec/${id}/attivazione`, body(await pdfText()), { 'content-type': type })
    expect(reply).toMatchObject({ error })
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'registrata' })
  })
})

describe('a form of PHP', () => {
  const post = async (more: string, fields = registration()) => {
    const customer = await world.customer()
    const reply = await customer.post('/pec', `${formOf(fields)}&${more}`, { 'content-type': form })
    return { customer, reply }
  }
  const url = 'https://example.com/callback'

  it.each([
    [
      'callback[url]',
      `callback[url]=${encodeURIComponent(url)}&callback[field]=x`,
      { url, field: 'x', method: 'POST', data: {} },
    ],
    [
      'escaped brackets and nested data',
      `callback%5Burl%5D=${url}&callback%5Bdata%5D%5Bid%5D=7&callback%5Bdata%5D%5Btags%5D%5B0%5D=a`,
      { url, field: 'data', method: 'POST', data: { id: '7', tags: ['a'] } },
    ],
    [
      'callback as JSON',
      `callback=${encodeURIComponent(JSON.stringify({ url, data: { id: 7 } }))}`,
      { url, field: 'data', method: 'POST', data: { id: 7 } },
    ],
    ['callback=false', 'callback=false', false],
    ['callback=0', 'callback=0', false],
    ['callback=', 'callback=', false],
  ])('says where to call: %s', async (_, more, callback) => {
    const { reply } = await post(more)
    expect(reply.error, reply.text).toBeNull()
    expect(memberOf(reply.data, 'callback')).toEqual(callback)
  })

  it('may begin with a member of a member', async () => {
    const customer = await world.customer()
    const body = `callback[url]=${url}&${formOf(registration())}`
    const reply = await customer.post('/pec', body, { 'content-type': form })
    expect(memberOf(reply.data, 'callback')).toMatchObject({ url })
  })

  it.each([
    ['autorinnovo=1', true],
    ['autorinnovo=true', true],
    ['autorinnovo=0', false],
    ['autorinnovo=', false],
  ])('says yes or no: %s', async (more, autorinnovo) => {
    const { reply } = await post(more)
    expect(reply.error, reply.text).toBeNull()
    expect(reply.data).toMatchObject({ autorinnovo })
  })

  it.each([
    ['autorinnovo=si', 264],
    ['callback=nothing', 373],
    ['callback[]=x', 373],
    ['callback[url]=', 373],
    [`callback[url]=${url}&callback[data]=x`, 377],
    [`callback[url]=${url}&callback[data][]=x`, 377],
    [`callback[url]=${url}&callback[url]=${url}`, 100],
    [`callback=x&callback[url]=${url}`, 100],
    [`callback[url=${url}`, 100],
    ['email=a', 100],
    ['denominazione_titolare[]=x', 249],
    [`x${'[a]'.repeat(100)}=1`, 100],
  ])('is refused by number, without a charge: %s', async (more, error) => {
    const { customer, reply } = await post(more)
    expect(reply, reply.text).toMatchObject({ error, success: false })
    expect(await customer.credit()).toBe('1000.00')
  })

  it('is read for the other resources too', async () => {
    const customer = await world.customer()
    const request = formOf(communication({ pec_amministratore: 1 }))
    expect((await customer.post('/comunica_pec', request, { 'content-type': form })).error).toBeNull()
    const domain = formOf(domainOrder())
    expect((await customer.post('/dominio', domain, { 'content-type': form })).error).toBeNull()
  })
})

describe('numbers in the data of a callback', () => {
  const post = async (data: string) => {
    const customer = await world.customer()
    const fields = JSON.stringify(registration()).slice(0, -1)
    const reply = await customer.post(
      '/pec',
      `${fields},"callback":{"url":"https://example.com/","data":{"n":${data}}}}`,
    )
    return { customer, reply }
  }

  it.each([
    '0',
    '-0.5',
    '0.1',
    '1.50',
    '1e3',
    '100000000000000000000',
    '9007199254740992',
    '1.7976931348623157e308',
    '5e-324',
  ])('are kept: %s', async (number) => {
    const { reply } = await post(number)
    expect(reply.error, reply.text).toBeNull()
    expect(memberOf(memberOf(memberOf(reply.data, 'callback'), 'data'), 'n')).toBe(Number(number))
  })

  it.each([
    '9007199254740993',
    '-9007199254740993',
    '1e400',
    '-1e400',
    '1e-400',
    '0.10000000000000000001',
    '[1,{"a":12345678901234567}]',
  ])('377 · would change: %s', async (number) => {
    const { customer, reply } = await post(number)
    expect(reply, reply.text).toMatchObject({ error: 377 })
    expect(await customer.credit()).toBe('1000.00')
  })

  it('as text are text', async () => {
    const { reply } = await post('"9007199254740993"')
    expect(reply.error).toBeNull()
  })
})
