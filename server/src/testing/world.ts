// A whole server for one test file, with its own database, port and clock. Everything is removed afterwards.
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { createAccount } from '../accounts/open.ts'
import { createOperatorToken, createToken } from '../accounts/tokens.ts'
import { parameters } from '../auth/password-hash.ts'
import { openContext } from '../context.ts'
import type { Context } from '../context.ts'
import type { AnyNumber } from '../errors/spaces.ts'
import { openServer } from '../http/serve.ts'
import { runWhatIsDue } from '../jobs/run.ts'
import { openLog } from '../log.ts'
import { pace } from '../monitoring/gauges.ts'
import { formatCents } from '../model/money.ts'
import { readWallet, unbalancedWallets } from '../ledger/ledger.ts'
import type { AccountRole, OperatorRole } from '../model/roles.ts'
import { readSettings } from '../settings.ts'
import { callerAt, keyCallerAt, memberOf, sessionCallerAt } from './caller.ts'
import type { Caller, Reply } from './caller.ts'
import { noteExchange, noteRefusal } from './contract-watch.ts'
import { communication, domainOrder, pdfText, registration } from './fixtures.ts'
import { newBucket } from './lane/bucket.ts'
import { mayHaveTwo, startBeside, tellTheOthers } from './lane/two-servers.ts'
import { copyTemplate } from './postgres.ts'
import type { Endpoint } from './postgres.ts'

export interface Customer extends Caller {
  accountId: string
  email: string
  apiKey: string
  /** The same account by its e-mail and API key. */
  byKey: Caller
  callbackSecret: string
  /** Available credit, e.g. '100.00'. */
  credit(): Promise<string>
}

/** A member of an account, with the token their invitation gave them. */
export interface Member extends Caller {
  id: string
  customer: Customer
}

export interface GivenMailbox {
  customer: Customer
  id: string
  casella_pec: string
}

export interface GivenDomain {
  customer: Customer
  id: string
  dominio: string
}

export interface GivenRequest {
  customer: Customer
  id: string
}

export interface World {
  readonly context: Context
  readonly baseUrl: string
  readonly logLines: string[]
  customer(options?: { creditCents?: number; scopes?: string[] }): Promise<Customer>
  /** An operator; an administrator unless told. */
  operator(role?: OperatorRole): Promise<Caller>
  /** Somebody who was invited to a customer's account in that role, and accepted. */
  member(role: AccountRole, customer?: Customer): Promise<Member>
  /** Whoever was signed in by an answer. */
  session(as: 'account' | 'operator', signedIn: Reply): Caller
  /** A caller without a token. */
  stranger(): Caller
  given: {
    registeredMailbox(changes?: Record<string, unknown>, customer?: Customer): Promise<GivenMailbox>
    submittedMailbox(changes?: Record<string, unknown>, customer?: Customer): Promise<GivenMailbox>
    workingMailbox(changes?: Record<string, unknown>, customer?: Customer): Promise<GivenMailbox>
    orderedDomain(changes?: Record<string, unknown>, customer?: Customer): Promise<GivenDomain>
    certifiedDomain(changes?: Record<string, unknown>, customer?: Customer): Promise<GivenDomain>
    request(changes?: Record<string, unknown>, customer?: Customer): Promise<GivenRequest>
  }
  /** What /metrics says of a name with its labels, as in `name{label="value"}`; undefined where it does not say it. */
  metric(sample: string): Promise<number | undefined>
  /** Runs everything that is due now. */
  drain(): Promise<void>
  /** Advances the product's clock and runs what is due by then. */
  pass(ms: number): Promise<void>
  /** Declares a test: the call made by `act` is refused with that number and its status, text and envelope. */
  refuses(number: AnyNumber, title: string, act: (world: World) => Promise<Reply>): void
}

/** Fills an empty database and a data folder before the server opens them, as an earlier version would have. */
export type Filling = (found: { connection: Endpoint; dataFolder: string }) => Promise<void>

// What tests with passwords are about is not how long one takes.
parameters.cost = 8
pace.servesMs = 0

/** Starts a server for the calling test file and stops it at the end. Settings are written as in the environment. */
export function startServer(settings: Record<string, string> = {}, fill?: Filling): World {
  let running: { context: Context; app: FastifyInstance; baseUrl: string; hasOther: boolean } | undefined
  const current = () => {
    if (running === undefined) throw new Error('the server is not running yet')
    return running
  }
  const logLines: string[] = []
  const closing: (() => Promise<void>)[] = []
  let accounts = 0
  let members = 0

  beforeAll(async () => {
    await appendFile(inject('startedServers'), `${expect.getState().testPath}\n`)
    const dataFolder = await mkdtemp(join(tmpdir(), 'ceralacca-world-'))
    closing.push(() => rm(dataFolder, { recursive: true, force: true }))
    const copy = await copyTemplate(inject('superuser'), inject('owner'), fill && 'template0')
    closing.push(() => copy.drop())
    await fill?.({ connection: copy.connection, dataFolder })
    const lane = inject('lane')
    const given = {
      PORT: '0',
      DATA_DIR: dataFolder,
      SANDBOX_PROVIDER_DELAY_MS: '1000',
      ...(lane && (await newBucket(lane.s3))),
      ...settings,
    }
    const connection =
      lane === undefined
        ? copy.connection
        : { connectionString: lane.database.before + copy.connection.database + lane.database.after }
    const log = openLog('info', { write: (line: string) => void logLines.push(line) })
    const purpose = lane === undefined ? 'migration' : 'server'
    const context = await openContext(readSettings(given), { log, purpose, connection })
    closing.push(() => context[Symbol.asyncDispose]())
    const app = await openServer(context)
    closing.push(() => app.close())
    running = { context, app, baseUrl: await app.listen({ host: '127.0.0.1', port: 0 }), hasOther: false }
    if (lane === undefined || !(await mayHaveTwo())) return
    const both = await startBeside(running.baseUrl, { connection, settings: given })
    closing.push(() => both.close())
    running = { ...running, baseUrl: both.baseUrl, hasOther: true }
  })

  afterAll(async () => {
    const unbalanced = running === undefined ? [] : await unbalancedWallets(running.context.database.kysely)
    for (const close of closing.reverse()) await close()
    expect(unbalanced, 'wallets that are not the sum of their entries').toEqual([])
  })

  const world: World = {
    get context() {
      return current().context
    },
    get baseUrl() {
      return current().baseUrl
    },
    logLines,

    async customer({ creditCents = 100_000, scopes } = {}) {
      const { context, baseUrl } = current()
      accounts += 1
      const opened = await createAccount(context, {
        email: `cliente${accounts}@example.com`,
        creditCents,
        reason: 'test',
      })
      if (opened === undefined) throw new Error('the account exists already')
      const { token } = await createToken(context, { accountId: opened.id, ...(scopes && { scopes }) })
      return {
        ...callerAt(baseUrl, token, noteExchange),
        accountId: opened.id,
        email: opened.email,
        apiKey: opened.apiKey,
        byKey: keyCallerAt(baseUrl, opened.email, opened.apiKey, noteExchange),
        callbackSecret: opened.callbackSecret,
        credit: async () => formatCents((await readWallet(context.database.kysely, opened.id)).availableCents),
      }
    },

    async operator(role = 'administrator') {
      const { context, baseUrl } = current()
      const { token } = await createOperatorToken(context, 'test', role)
      return callerAt(baseUrl, token, noteExchange)
    },

    async member(role, customer) {
      const owner = customer ?? (await world.customer())
      members += 1
      const invited = await owner.post('/v1/members', { email: `persona${members}@example.com`, role })
      expect(invited.error, invited.text).toBeNull()
      const secret = memberOf(invited.data, 'invitation')
      const accepted = await world.stranger().post('/v1/invitations/accept', { secret })
      expect(accepted.error, accepted.text).toBeNull()
      const token = String(memberOf(memberOf(accepted.data, 'token'), 'token'))
      const id = String(memberOf(invited.data, 'id'))
      return { ...callerAt(current().baseUrl, token, noteExchange), id, customer: owner }
    },

    session: (as, signedIn) => sessionCallerAt(current().baseUrl, as, signedIn, noteExchange),
    stranger: () => callerAt(current().baseUrl, '', noteExchange),

    given: {
      async registeredMailbox(changes = {}, customer) {
        const owner = customer ?? (await world.customer())
        const reply = await owner.post('/pec', registration(changes))
        expect(reply.error, reply.text).toBeNull()
        const [id, casella_pec] = [memberOf(reply.data, 'id'), memberOf(reply.data, 'casella_pec')]
        return { customer: owner, id: String(id), casella_pec: String(casella_pec) }
      },
      async submittedMailbox(changes, customer) {
        const mailbox = await world.given.registeredMailbox(changes, customer)
        const reply = await mailbox.customer.patch(`/pec/${mailbox.id}/attivazione`, { documenti: await pdfText() })
        expect(reply.error, reply.text).toBeNull()
        return mailbox
      },
      async workingMailbox(changes, customer) {
        const mailbox = await world.given.submittedMailbox(changes, customer)
        await world.pass(10_000)
        return mailbox
      },
      async orderedDomain(changes = {}, customer) {
        const owner = customer ?? (await world.customer())
        const reply = await owner.post('/dominio', domainOrder(changes))
        expect(reply.error, reply.text).toBeNull()
        const [id, dominio] = [memberOf(reply.data, 'id'), memberOf(reply.data, 'dominio')]
        return { customer: owner, id: String(id), dominio: String(dominio) }
      },
      async request(changes = {}, customer) {
        const owner = customer ?? (await world.customer())
        const reply = await owner.post('/comunica_pec', communication(changes))
        expect(reply.error, reply.text).toBeNull()
        return { customer: owner, id: String(memberOf(reply.data, 'id')) }
      },
      async certifiedDomain(changes, customer) {
        const domain = await world.given.orderedDomain(changes, customer)
        await world.pass(10_000)
        return domain
      },
    },

    async metric(sample) {
      const text = await (await fetch(`${current().baseUrl}/metrics`)).text()
      const line = text.split('\n').find((one) => one.startsWith(`${sample} `))
      return line === undefined ? undefined : Number(line.slice(sample.length))
    },

    async drain() {
      await runWhatIsDue(current().context)
    },

    async pass(ms) {
      const { clock } = current().context
      clock.setOffsetMs(clock.offsetMs() + ms)
      if (current().hasOther) await tellTheOthers(current().context)
      await world.drain()
    },

    refuses(number, title, act) {
      it(`${number} · ${title}`, async () => {
        noteRefusal(number, await act(world))
      })
    },
  }
  return world
}
