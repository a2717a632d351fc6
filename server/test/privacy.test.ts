// A complete scenario, including failures: neither the log, the metrics, the traces, what processes tell each other, nor a
// column of the database that is not declared for them contains personal data, and nothing contains a secret or a document.
import { trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { communication, pdfText, registration } from '../src/testing/fixtures.ts'
import { memberOf } from '../src/testing/caller.ts'
import { startReceiver } from '../src/testing/receiver.ts'
import { startServer } from '../src/testing/world.ts'
import { dataMap } from './data-map.ts'

describe('the log and what processes tell each other', () => {
  // What an OpenTelemetry SDK beside the server is told.
  const spans = new InMemorySpanExporter()
  beforeAll(() => {
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }))
  })
  afterAll(() => trace.disable())
  const world = startServer({ TRACES: 'on', LOG_LEVEL: 'trace', CALLBACK_PRIVATE_ADDRESSES: 'allow' })

  const told: string[] = []
  let listener: pg.Client
  beforeAll(async () => {
    const { user, host, port, database } = world.context.database.pool.options
    listener = new pg.Client({ user, host, port, database, ssl: false })
    await listener.connect()
    listener.on('notification', ({ payload }) => told.push(payload ?? ''))
    await listener.query('listen ceralacca')
  })
  afterAll(() => listener.end())

  it('and the database contain a person, token, secret, document or callback only where that is declared', async () => {
    await using receiver = await startReceiver()
    const customer = await world.customer()
    const documenti = await pdfText('segreto del documento')
    const password = 'Cavallo-graffetta-corretta-88'
    const member = { email: 'luisa.membro@example.com', name: 'Luisa', role: 'developer' }
    const invited = memberOf((await customer.post('/v1/members', member)).data, 'invitation')
    const joined = await world.stranger().post('/v1/invitations/accept', { secret: invited, password })
    expect(joined.error, joined.text).toBeNull()
    const memberToken = String(memberOf(memberOf(joined.data, 'token'), 'token'))
    const shown = await customer.post('/v1/signing-secret/rotate', {}, { 'idempotency-key': 'una-volta' })
    const rotated = String(memberOf(shown.data, 'secret'))
    const callback = {
      url: `${receiver.url}?parola=nell-indirizzo`,
      method: 'JSON',
      data: { mio: 'contenuto-riservato' },
    }
    const person = { callback, indirizzo_titolare: 'via riservata 20', telefono: '0698765432' }

    for (const words of ['errati', 'annullata', 'lenta', 'bianchi']) {
      const body = registration({ ...person, casella_pec: `luisa.${words}@testcert.legalmail.it` })
      const { id } = await world.given.registeredMailbox(body, customer)
      await customer.patch(`/pec/${id}/attivazione`, { documenti })
      await world.pass(60_000)
      await customer.get(`/pec/${id}`)
      await customer.get(`/pec/${id}/modulo_attivazione`)
      await customer.call('DELETE', `/pec/${id}`)
    }
    for (const words of ['errati', 'bianchi']) {
      const body = communication({ nome: 'luisa', cellulare: '0698765432', callback })
      const asked = await customer.post('/comunica_pec', { ...body, casella_pec: `luisa.${words}@pec.example.it` })
      const path = `/comunica_pec/${String(memberOf(asked.data, 'id'))}`
      await world.pass(60_000)
      await customer.get(`${path}/procura_registro_imprese`)
      await customer.patch(path, { documenti: 'bm8=' })
      await customer.patch(path, { documenti })
      await world.pass(60_000)
      await customer.get(`/v1${path}/checks`)
    }
    expect(receiver.received.length).toBeGreaterThan(0)
    receiver.answers(500)
    const { id } = await world.given.registeredMailbox(
      { ...person, casella_pec: 'luisa.persa@testcert.legalmail.it' },
      customer,
    )
    await customer.patch(`/pec/${id}/attivazione`, { documenti })
    await world.pass(60_000)
    await world.pass(3_600_000)
    receiver.answers(410)
    await world.pass(86_400_000)

    const failures = [
      await customer.post('/pec', registration({ ...person, casella_pec: 'luisa.guasto@testcert.legalmail.it' })),
      await customer.post('/pec', registration({ ...person, casella_pec: 'luisa.persa@testcert.legalmail.it' })),
      await customer.post('/pec', registration({ ...person, email: 'luisa.non-valida' })),
      await customer.post('/pec', '{"codice_fiscale_richiedente":"RSSMRA80A01H501U"'),
      await customer.patch(`/pec/${id}/attivazione`, { documenti: documenti.slice(5) }),
      await customer.get('/pec/RSSMRA80A01H501U'),
      await customer.get('/verifica_pec/luisa.bianchi@testcert.legalmail.it?chi=luisa.bianchi'),
      await world.stranger().get('/pec', { authorization: 'Bearer gettone-sbagliato-ma-segreto' }),
    ]
    expect(failures.filter((reply) => reply.success === false).length).toBeGreaterThanOrEqual(6)

    const { kysely } = world.context.database
    await sql`alter table mailboxes rename to mailboxes_away`.execute(kysely)
    const broken = await customer.post(
      '/pec',
      registration({ ...person, casella_pec: 'luisa.rotta@testcert.legalmail.it' }),
    )
    await sql`alter table mailboxes_away rename to mailboxes`.execute(kysely)
    expect(broken).toMatchObject({ status: 500, error: 104 })
    expect(broken.text).not.toMatch(/mailboxes|relation|luisa/)

    const log = world.logLines.join('')
    expect(log).toContain('request failed')
    expect(world.logLines.length).toBeGreaterThan(25)
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(0))

    const personal = {
      'fiscal code': /RSSMRA80A01H501U/i,
      name: /luisa|"mario"|rossi/i,
      'e-mail': /[\w.-]+@[\w-]+\.\w+/,
      'a telephone number': /0698765432/,
      address: /via riservata/i,
      token: new RegExp(customer.token),
      'somebody else’s token': /gettone-sbagliato/,
      'API key': new RegExp(customer.apiKey),
      'callback secret': new RegExp(customer.callbackSecret.replaceAll(/[+/]/g, '.')),
      'callback content': /contenuto-riservato/,
      'callback address': /nell-indirizzo|127\.0\.0\.1:\d+\/callback/,
      document: /JVBERi|segreto del documento/,
      'long base64': /[A-Za-z0-9+/]{80,}/,
    }
    for (const [what, pattern] of Object.entries(personal)) {
      expect(pattern.exec(log)?.[0], `the log holds a ${what}`).toBeUndefined()
    }
    const metrics = (await world.stranger().get('/metrics')).text
    expect(metrics).toContain('ceralacca_')
    for (const [what, pattern] of Object.entries(personal))
      expect(pattern.exec(metrics)?.[0], `the metrics hold a ${what}`).toBeUndefined()
    const finished = spans.getFinishedSpans()
    expect(new Set(finished.map(({ attributes }) => attributes['ceralacca.span']))).toEqual(
      new Set(['call', 'job', 'callback']),
    )
    const traced = JSON.stringify(
      finished.map(({ name, attributes, events, status, links }) => [name, attributes, events, status, links]),
    )
    for (const [what, pattern] of Object.entries(personal))
      expect(pattern.exec(traced)?.[0], `the traces hold a ${what}`).toBeUndefined()

    const secrets = [
      customer.token,
      customer.apiKey,
      customer.callbackSecret,
      rotated,
      memberToken,
      password,
      String(invited),
    ]
    const people = [
      personal['fiscal code'],
      /luisa/i,
      /0698765432/,
      /via riservata/i,
      /contenuto-riservato/,
      /nell-indirizzo/,
    ]
    await world.context.requests.settled()
    const found = await columnsWith(secrets, [...people, /JVBERi|%PDF|segreto del documento/])
    expect(found.secrets, 'columns that hold a secret or a password as it is').toEqual([])
    const declared = Object.entries(dataMap).flatMap(([table, { people = '' }]) =>
      people.split(' ').map((column) => `${table}.${column}`),
    )
    expect(found.people.filter((column) => !declared.includes(column))).toEqual([])
    expect(found.people).toEqual(
      expect.arrayContaining(['mailboxes.telefono', 'registry_requests.cf', 'members.email']),
    )

    for (const message of told) expect(message).toMatch(/^[0-9a-f]{12} wake [a-z-]+(,[a-z-]+)*$/)
  })

  /** The columns with a row in which a secret or a pattern is found. */
  async function columnsWith(secrets: readonly string[], patterns: readonly RegExp[]) {
    const found = { secrets: new Set<string>(), people: new Set<string>() }
    for (const { table, columns } of await tables())
      for (const column of columns) {
        const { rows } = await world.context.database.pool.query<{ text: string }>(
          `select distinct coalesce("${column}"::text, '') as text from "${table}"`,
        )
        for (const { text } of rows) {
          if (secrets.some((secret) => text.includes(secret))) found.secrets.add(`${table}.${column}`)
          if (patterns.some((pattern) => pattern.test(text))) found.people.add(`${table}.${column}`)
        }
      }
    return { secrets: [...found.secrets], people: [...found.people] }
  }

  async function tables() {
    const { rows } = await world.context.database.pool.query<{ table: string; columns: string[] }>(
      `select relname as table, array_agg(attname::text order by attname) as columns from pg_class
      join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
      where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%' group by relname`,
    )
    return rows
  }

  it('are declared column by column: one that is new says in data-map.ts what it may hold', async () => {
    const columns = (await tables()).flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`))
    const declared = Object.entries(dataMap).flatMap(([table, holds]) =>
      Object.values(holds).flatMap((some: string) => some.split(' ').map((column) => `${table}.${column}`)),
    )
    expect(declared.toSorted()).toEqual(columns.toSorted())
  })

  it('are sealed where that is declared', async () => {
    for (const [table, { sealed = '' }] of Object.entries(dataMap))
      for (const column of sealed.split(' ').filter((name) => name !== '')) {
        const { rows } = await world.context.database.pool.query<{ text: string }>(
          `select "${column}" as text from "${table}" where "${column}" is not null`,
        )
        // `CRLC` and the version, in base64.
        for (const { text } of rows) expect(text, `${table}.${column}`).toMatch(/^Q1JMQw[E-H]/)
      }
  })
})
