// What the bench of the operations asks of a server: each of the 24 once, with resources of its own where it uses them up.
import { setTimeout as after } from 'node:timers/promises'
import PDFDocument from 'pdfkit'
import { testAuthority } from '../../server/src/testing/authority.ts'
import { communication, domainOrder, pdf, registration } from '../../server/src/testing/fixtures.ts'
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import type { Fixture } from './fixture.ts'
import type { Load } from './load.ts'
import { record } from './record.ts'
import type { Recorded } from './record.ts'

/** Interleaved rounds of each case. */
export const ROUNDS = 3
/** Requests a measurement, where each needs a resource of its own. */
export const AT_A_TIME = 100
// Of each such case, for the server and for the statements by themselves.
const USED_UP = AT_A_TIME * ROUNDS * 2
const LISTED = 10_000
// What is made is named so, and then a number.
const NAMED = 'banco.prova'
const A_DAY_MS = 86_400_000

/** One operation as it is asked. */
export interface Case {
  name: string
  route: string
  recorded: Recorded
  /** The load of a measurement; `take` gives the next resources to use up. */
  load: (take: () => readonly string[]) => Omit<Load, 'url' | 'headers' | 'from'>
  /** Texts of the recording to replace, and their replacements in the nth request. */
  renew: string[]
  fresh: (take: () => readonly string[]) => string[] | undefined
  /** Resources to use up, one a request. */
  resources: readonly string[]
  /** A mock would refuse documents it cannot make sense of. */
  mockable: boolean
}

type Method = Load['method']

/** Fills a server and returns what to ask of it, in the order of the document. */
export async function prepareCases(fixture: Fixture): Promise<Case[]> {
  const { context, token, accountId } = fixture
  const authorization = `Bearer ${token}`
  const { pool } = context.database
  const firstExpiry = new Date(context.clock.now().getTime() + 200 * A_DAY_MS)
  const seed = (count: number) => seedMailboxes(context, { accountId, count, firstExpiry, spreadDays: 100 })
  await seed(LISTED + 9 * (USED_UP + 1))
  const working = await idsOf('select id from mailboxes where account_id = $1 order by place')
  const unused = working.slice(LISTED)
  const own = () => unused.splice(0, USED_UP + 1)

  async function idsOf(statement: string, ...values: unknown[]): Promise<string[]> {
    return (await pool.query<{ id: string }>(statement, [accountId, ...values])).rows.map(({ id }) => id)
  }

  /** Asked again and again with the same answer. */
  async function same(
    route: string,
    params: Record<string, string> = {},
    query: Record<string, string> = {},
  ): Promise<Case> {
    const [, path = ''] = route.split(' ')
    // The second time, as the first may write what the others read.
    await record(context, route, { authorization, params, query })
    return {
      name: route,
      route,
      recorded: await record(context, route, { authorization, params, query }),
      load: () => ({
        method: 'GET',
        paths: [`${filled(path, params)}?${new URLSearchParams(query).toString()}`],
        seconds: 3,
      }),
      renew: [],
      fresh: () => undefined,
      resources: [],
      mockable: true,
    }
  }

  /** Makes a resource each time. */
  async function making(route: string, body: Record<string, unknown>): Promise<Case> {
    const [, path = ''] = route.split(' ')
    const text = JSON.stringify(body)
    const recorded = await record(context, route, { authorization, body: Buffer.from(text) })
    const id = idIn(recorded)
    return {
      name: route,
      route,
      recorded,
      load: () => ({ method: 'POST', paths: [path], body: text.replace(NAMED, `${NAMED}.{n}`), seconds: 3 }),
      renew: [id, NAMED],
      // A fresh id with a counter of eight digits at its end.
      fresh: () => [`${id.slice(0, 8)}ffff0000{n} raw.{n}`],
      resources: [],
      mockable: true,
    }
  }

  /** Changes a resource that it cannot change again. */
  async function using(
    route: string,
    [recordedId = '', ...resources]: readonly string[],
    { body, documents = false }: { body?: unknown; documents?: boolean } = {},
  ): Promise<Case> {
    const [method = '', path = ''] = route.split(' ')
    const text = body === undefined ? undefined : JSON.stringify(body)
    return {
      name: route,
      route,
      recorded: await record(context, route, {
        authorization,
        params: { id: recordedId },
        ...(text !== undefined && { body: Buffer.from(text) }),
      }),
      load: (take) => ({
        method: methodOf(method),
        paths: take().map((id) => filled(path, { id })),
        ...(text !== undefined && { body: text }),
        amount: AT_A_TIME,
      }),
      renew: [recordedId],
      fresh: (take) => [...take()],
      resources,
      mockable: !documents,
    }
  }

  const toSign = own()
  const toActivate = own()
  // As they are before anybody signed for them.
  await pool.query(
    `update mailboxes set stato = 'registrata', registrazione = $2, renew_at = null, remind_at = null, scadenza = null
    where id = any($1)`,
    [[...toSign, ...toActivate], context.clock.now()],
  )
  const [oneMailbox = ''] = working.slice(LISTED / 2)
  const documents = { documenti: [await pdf200k(), await pdf200k()] }
  const onePdf = Buffer.from(await pdf()).toString('base64')
  const domains = await made(fixture, '/dominio', domainOrder, 2 * (USED_UP + 1) + 1, 'evaso')
  const requests = await made(fixture, '/comunica_pec', communication, 2 * (USED_UP + 1) + 1, 'in_attesa_di_documenti')
  const [oneDomain = '', ...moreDomains] = domains
  const [oneRequest = '', ...moreRequests] = requests
  const signed = { documenti: await signedPdf() }

  return [
    { ...(await same('GET /domini_pec/{dominio}', { dominio: 'non.certificato.example' })), mockable: false },
    await same('GET /verifica_pec/{pec}', { pec: 'libera@testcert.legalmail.it' }),
    { ...(await same('GET /pec', {}, { limit: '100' })), name: `GET /pec, 100 of ${LISTED.toLocaleString('en')}` },
    await making('POST /pec', registration({ casella_pec: `${NAMED}@testcert.legalmail.it` })),
    await same('GET /pec/{id}', { id: oneMailbox }),
    await using('GET /pec/{id}/modulo_attivazione', toSign),
    {
      ...(await using('PATCH /pec/{id}/attivazione', toActivate, { body: documents, documents: true })),
      name: 'PATCH /pec/{id}/attivazione, two 200 kB PDFs',
    },
    await using('PATCH /pec/{id}/modifica', own(), { body: { spazio_disco: '+1024' } }),
    await using('POST /pec/{id}/multiutenza', own(), {
      body: { nome: 'anna', cognome: 'bianchi', descrizione: 'ufficio', email_gestione_password: 'anna@example.com' },
    }),
    await using('PATCH /pec/{id}/trasformazione', own(), { body: { tipo_casella: 'GOLD' } }),
    await using('GET /pec/{id}/modulo_conservazione', own()),
    {
      ...(await using('PATCH /pec/{id}/conservazione', own(), { body: { documenti: [onePdf] }, documents: true })),
      name: 'PATCH /pec/{id}/conservazione, a PDF',
    },
    await using('GET /pec/{id}/rinnovo', own()),
    await using('DELETE /pec/{id}', own()),
    await making('POST /dominio', domainOrder({ dominio: `${NAMED}.it` })),
    { ...(await same('GET /dominio', {}, { limit: '100' })), name: 'GET /dominio, 100 of some thousands' },
    await same('GET /dominio/{id}', { id: oneDomain }),
    await using('GET /dominio/{id}/rinnovo', moreDomains.splice(0, USED_UP + 1)),
    await using('DELETE /dominio/{id}', moreDomains),
    await making('POST /comunica_pec', communication({ casella_pec: `${NAMED}@pec.example.it` })),
    { ...(await same('GET /comunica_pec', {}, { limit: '100' })), name: 'GET /comunica_pec, 100 of some thousands' },
    await same('GET /comunica_pec/{id}', { id: oneRequest }),
    await using('GET /comunica_pec/{id}/procura_registro_imprese', moreRequests.splice(0, USED_UP + 1)),
    {
      ...(await using('PATCH /comunica_pec/{id}', moreRequests, { body: signed, documents: true })),
      name: 'PATCH /comunica_pec/{id}, a signed PDF',
    },
  ]
}

/** Orders so many by the API; returns their ids once all are as far as the provider brings them. */
async function made(
  { baseUrl, token, context, accountId }: Fixture,
  path: '/dominio' | '/comunica_pec',
  body: (changes: Record<string, unknown>) => Record<string, unknown>,
  count: number,
  stato: string,
): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  for (let n = 0; n < count; n += 1) {
    const answer = await fetch(baseUrl + path, { method: 'POST', headers, body: JSON.stringify(body({})) })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  }
  const table = path === '/dominio' ? 'certified_domains' : 'registry_requests'
  for (;;) {
    const { rows } = await context.database.pool.query<{ id: string }>(
      `select id from ${table} where account_id = $1 and stato = $2 order by id`,
      [accountId, stato],
    )
    if (rows.length >= count) return rows.map(({ id }) => id)
    await after(200)
  }
}

const filled = (path: string, params: Record<string, string>) =>
  Object.entries(params).reduce((text, [name, value]) => text.replace(`{${name}}`, value), path)

function methodOf(text: string): Method {
  const methods: readonly Method[] = ['GET', 'POST', 'PATCH', 'DELETE']
  const method = methods.find((one) => one === text)
  if (method === undefined) throw new Error(`no method of the load: ${text}`)
  return method
}

function idIn({ answer }: Recorded): string {
  const { data }: { data: { id: string } } = JSON.parse(answer)
  return data.id
}

/** In base64. The sandbox takes any, and judges it like a power of attorney. */
async function signedPdf(): Promise<string> {
  await using authority = await testAuthority()
  return (await authority.sign(await pdf(), await authority.issue({ name: 'Mario Rossi' }))).toString('base64')
}

/** A real PDF of about 200 kB in base64: one page and an unused stream of padding. */
async function pdf200k(): Promise<string> {
  const document = new PDFDocument({ compress: false })
  document.text('documento')
  document.ref({}).end(Buffer.alloc(200_000, 'ceralacca '))
  document.end()
  const parts: Buffer[] = []
  for await (const part of document) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString('base64')
}
