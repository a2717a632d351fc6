// The test gestore as a whole: its store, its two gestori, and the servers around them.
import { createSecureContext } from 'node:tls'
import type { Connection } from '../../../server/src/store/database.ts'
import { accountClocks } from '../../../server/src/store/account-clocks.ts'
import { openDatabase } from '../../../server/src/store/database.ts'
import { followClock } from '../../../server/src/store/follow-clock.ts'
import type { Population } from '../../../server/src/store/population.ts'
import { listeningWakeUps } from '../../../server/src/store/wake-ups.ts'
import { systemClock } from '../../../server/src/model/clock.ts'
import type { Engine } from '../delivery/engine.ts'
import { examiner } from '../delivery/examine.ts'
import { openGestori } from '../delivery/gestori.ts'
import { startRunner } from '../delivery/runner.ts'
import { nextStepDue, releaseSteps } from '../delivery/steps.ts'
import { startImap } from '../imap/server.ts'
import { pemOf } from '../messages/authority.ts'
import { startPop3 } from '../pop3/server.ts'
import { relayTo } from '../smtp/relay.ts'
import { startReception, startSubmission } from '../smtp/servers.ts'
import { mailService } from '../service/mail-service.ts'
import type { MailService } from '../service/mail-service.ts'
import { bodyStore } from '../store/bodies.ts'
import { folderNews } from '../store/folder-news.ts'
import { migrateMail } from '../store/migrate.ts'
import { passwordCheck } from '../store/passwords.ts'
import { signIns } from '../store/sign-ins.ts'
import { openAccount } from './account.ts'
import type { MailAccount } from './account.ts'
import { startSweeper } from './sweeper.ts'
import { serverCertificate } from './server-certificate.ts'

export interface GestoreOptions {
  connection: Connection
  /** 32 bytes: under which messages and keys are sealed. */
  key: Uint8Array
  host: string
  /** 0 takes a free one. */
  ports: Ports
  /** The folder of the migrations. */
  migrations: URL
  onProblem(error: unknown): void
  faultPoint?: Engine['faultPoint']
}

export interface Ports {
  smtp: number
  pop3: number
  imap: number
}

export interface RunningGestore extends AsyncDisposable {
  ports: Ports
  /** The certificates of the authorities of both gestori, PEM; the first one's is also that of the servers. */
  ca: string
  /** What is known of a mailbox of the sandbox, and how it gets passwords. */
  account: MailAccount
  service: MailService
  engine: Engine
  /** When something is next due to these accounts, by their clock. */
  nextDue(whose: Population): Promise<Date | undefined>
  /** Does all that is due to them by then, and returns how much that was. */
  runUntil(whose: Population, until: Date): Promise<number>
}

/** Starts everything; rejects when an address cannot be taken. */
export async function startGestore(options: GestoreOptions): Promise<RunningGestore> {
  const closing: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one()
  }
  try {
    return await build(options, closing, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function build(
  { connection, key, host, ports, migrations, onProblem, faultPoint }: GestoreOptions,
  closing: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<RunningGestore> {
  const database = openDatabase(connection, { onProblem })
  closing.push(() => database.kysely.destroy())
  const db = database.kysely
  await migrateMail(db, migrations)
  const wakeUps = await listeningWakeUps(database, { onProblem, onBack: () => undefined })
  closing.push(() => wakeUps.close())
  const clock = systemClock()
  const clocks = accountClocks(clock)
  closing.push(await followClock(clocks, database, wakeUps, 'also idle'))
  const now = (accountId: string | undefined) => clocks.of(accountId).now()
  const news = await folderNews(database)
  closing.push(() => news.close())
  const bodies = bodyStore(key)
  const gestori = await openGestori(db, key, clock.realNow())
  const certificate = await serverCertificate(db, key, gestori.first, { host, at: clock.realNow() })

  let wake: Engine['wake'] = () => undefined
  let send: Engine['send'] = () => Promise.reject(new Error('the gestori are not connected yet'))
  const engine: Engine = {
    ...{ database, bodies, news, gestori, clocks, onProblem },
    examine: examiner(Object.values(gestori)),
    send: (to, message) => send(to, message),
    wake: (accountId) => wake(accountId),
    ...(faultPoint === undefined ? {} : { faultPoint }),
  }
  const smtp = { engine, host, ...certificate }
  const passwords = passwordCheck(db)
  const store = { database, bodies, news, now }
  const listening = {
    host,
    signIns: signIns(store, passwords),
    secureContext: createSecureContext({ cert: certificate.certificate, key: certificate.key }),
    onProblem,
  }
  const opened = async <T extends { close(): Promise<void> }>(server: Promise<T>): Promise<T> => {
    const listener = await server
    closing.push(() => listener.close())
    return listener
  }
  const reception = { ...smtp, host: '127.0.0.1', port: 0 }
  const [first, other] = await Promise.all([
    opened(startReception(reception, 'first')),
    opened(startReception(reception, 'other')),
  ])
  const relay = relayTo({ first: first.port, other: other.port })
  closing.push(() => relay.close())
  send = relay.send
  await releaseSteps(db)
  const runner = startRunner(engine)
  closing.push(() => runner.close())
  wake = runner.wake
  const [submission, pop3, imap] = await Promise.all([
    opened(startSubmission({ ...smtp, port: ports.smtp, passwords })),
    opened(startPop3({ ...listening, port: ports.pop3 })),
    opened(startImap({ ...listening, port: ports.imap, maxMessageBytes: MOST_APPENDED_BYTES })),
  ])
  closing.push(startSweeper(db, onProblem))

  return {
    ports: { smtp: submission.port, pop3: pop3.port, imap: imap.port },
    ca: [gestori.first, gestori.other].map(({ keys }) => pemOf(keys.authority.certificate)).join(''),
    account: openAccount(db),
    service: mailService(engine, listening.signIns),
    engine,
    nextDue: (whose) => nextStepDue(db, whose),
    runUntil: (whose, until) => runner.runUntil(whose, until),
    [Symbol.asyncDispose]: close,
  }
}

const MOST_APPENDED_BYTES = 45 * 1_048_576
