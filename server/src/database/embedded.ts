import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCluster, isClusterComplete, sweepHalfClusters } from './cluster.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { startGuard, TAKE_OVER_WITHIN_SECONDS } from './guard.ts'
import { connectKeeper, ownConnection, ownName } from './keeper.ts'
import type { Endpoint, Keeper } from './keeper.ts'
import { giveTo, sharedUsers } from './own-user.ts'
import { port, startPostmaster, stopPostmaster } from './postmaster.ts'
import { isPostmasterAlive, readPostmasterLock, removeStaleLocks } from './process-table.ts'
import type { PostmasterLock } from './process-table.ts'
import { choosePrograms } from './run-as.ts'
import type { RunAs } from './run-as.ts'
import { ensureSocketFolder, removeSocketFolder, socketFolderOf } from './socket-folder.ts'

export { EmbeddedPostgresError } from './errors.ts'

export interface EmbeddedPostgresOptions {
  /** Data folder of the cluster, e.g. DATA_DIR/postgres. Created with mode 0700, as are missing parents. */
  dir: string
  pgBindir?: string | undefined
  /** Additional `-c` settings of PostgreSQL; tests pass `fsync: 'off'`. */
  settings?: Record<string, string | number>
  /** Whether to also stop a PostgreSQL this process did not start (a survivor of kill -9) when nobody else uses it. */
  adopt?: boolean
  /** Whether to make a cluster that is missing; true unless told otherwise. */
  create?: boolean
  /** After how many seconds a PostgreSQL whose last user was killed is stopped. */
  leftForSeconds?: number
  /** Called with one plain line when PostgreSQL ended unexpectedly and was restarted, or cannot be restarted yet. */
  onRestart?: (reason: string) => void
}

export interface EmbeddedPostgres {
  how: 'created' | 'started' | 'attached'
  mode: RunAs['mode'] | 'attached'
  /** Connection for `pg`: Unix socket folder, port, role and database; no password. */
  connection: Endpoint
  /** The same as superuser, for tests and maintenance only. */
  superuser: Endpoint
  /** Stops PostgreSQL if this process is its last client, otherwise leaves it running. Idempotent. */
  stop(): Promise<void>
}

type Running = Pick<EmbeddedPostgres, 'how' | 'mode'> & { socketFolder: string; keeper: Keeper }

const giveUpAfterMs = 60_000
const pollMs = 10
const longestPauseMs = 30_000

/**
 * Starts the PostgreSQL of a data folder, creating the cluster if it is missing, or joins the one already running
 * there. Several processes on one machine may call this at the same time: one starts it, the others join. While this
 * process runs, PostgreSQL is restarted whenever it ends unexpectedly.
 *
 * @throws EmbeddedPostgresError whose message is one plain line naming the setting to change
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (options.create === false && !isClusterComplete(options.dir)) {
    throw new EmbeddedPostgresError(
      `DATA_DIR: there is no database in ${resolve(options.dir)} yet; start the server first`,
    )
  }
  const supervisor = new Supervisor({ ...options, dir: realFolder(options.dir) })
  const { how, mode, socketFolder } = await supervisor.start()
  return {
    how,
    mode,
    connection: { ...superuserAt(socketFolder, port), user: ownName, database: ownName },
    superuser: superuserAt(socketFolder, port),
    stop: () => supervisor.stop(),
  }
}

/** Stops the PostgreSQL of a data folder if it runs and no process uses it. */
export async function stopIfUnused(dir: string): Promise<void> {
  const lock = readPostmasterLock(dir)
  if (lock === undefined || !isPostmasterAlive(lock, dir)) return
  const keeper = await connectKeeper(superuserAt(lock.socketFolder, lock.port))
  if (await keeper.leave()) {
    await stopPostmaster(lock.pid)
    removeSocketFolder(lock.socketFolder)
  }
  await keeper.close()
}

class Supervisor {
  readonly #options: EmbeddedPostgresOptions
  #mayStop: boolean
  #socketFolder: string | undefined
  #keeper: Keeper | undefined
  #lastProblem = 'it is not ready'
  #recovery: Promise<void> = Promise.resolve()
  #stopping: Promise<void> | undefined
  #dismissGuard: (() => void) | undefined
  readonly #leaving = new AbortController()

  constructor(options: EmbeddedPostgresOptions) {
    this.#options = options
    this.#mayStop = options.adopt ?? true
  }

  async start(): Promise<Running> {
    const running = await this.#startOrJoin()
    if (running.how !== 'attached') this.#mayStop = true
    const { dir, leftForSeconds = TAKE_OVER_WITHIN_SECONDS } = this.#options
    if (this.#mayStop) this.#dismissGuard ??= startGuard(dir, leftForSeconds)
    // Pools keep the address they were given, so a restart has to use the same one.
    this.#socketFolder = running.socketFolder
    this.#keeper = running.keeper
    void running.keeper.ended.then(() => {
      this.#keeper = undefined
      if (!this.#leaving.signal.aborted) this.#recovery = this.#recover()
    })
    return running
  }

  stop(): Promise<void> {
    this.#leaving.abort()
    this.#stopping ??= this.#stop().finally(() => this.#dismissGuard?.())
    return this.#stopping
  }

  async #stop(): Promise<void> {
    await this.#recovery
    const keeper = this.#keeper
    if (keeper === undefined) return
    const { dir } = this.#options
    const last = this.#mayStop && (await keeper.leave().catch(() => false))
    const lock = readPostmasterLock(dir)
    if (last && lock !== undefined && isPostmasterAlive(lock, dir)) {
      await stopPostmaster(lock.pid)
      removeSocketFolder(lock.socketFolder)
    }
    await keeper.close()
  }

  async #recover(): Promise<void> {
    let told: string | undefined
    for (let pauseMs = 250; !this.#leaving.signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const outcome = await this.start().catch((error: unknown) => ({ error }))
      if ('how' in outcome) {
        const end = outcome.how === 'attached' ? 'is back' : 'was started again'
        this.#options.onRestart?.(`PostgreSQL ended unexpectedly and ${end}`)
        return
      }
      const reason = outcome.error instanceof Error ? outcome.error.message : 'unknown reason'
      if (reason !== told) {
        this.#options.onRestart?.(`PostgreSQL ended unexpectedly and cannot be started again yet: ${reason}`)
        told = reason
      }
      await sleep(pauseMs, undefined, { ref: false, signal: this.#leaving.signal }).catch(() => undefined)
    }
  }

  async #startOrJoin(): Promise<Running> {
    const { dir } = this.#options
    const origin: { how: 'created' | 'started' } = { how: 'started' }
    for (const end = performance.now() + giveUpAfterMs; performance.now() < end && !this.#leaving.signal.aborted;) {
      const lock = readPostmasterLock(dir)
      const taken = lock !== undefined && isPostmasterAlive(lock, dir)
      const running = taken ? await this.#join(lock) : await this.#startHere(origin)
      if (running !== undefined) return running
      await sleep(pollMs)
    }
    throw new EmbeddedPostgresError(`DATA_DIR: the PostgreSQL in ${dir} cannot be joined: ${this.#lastProblem}`)
  }

  async #join(lock: PostmasterLock): Promise<Running | undefined> {
    if (!lock.ready) return undefined
    const keeper = await this.#connect(lock.socketFolder, lock.port)
    return keeper && { how: 'attached', mode: 'attached', socketFolder: lock.socketFolder, keeper }
  }

  async #startHere(origin: { how: 'created' | 'started' }): Promise<Running | undefined> {
    const { dir, pgBindir, settings = {} } = this.#options
    const programs = await choosePrograms(dir, pgBindir)
    if (!isClusterComplete(dir)) {
      // If the folder vanished under a running server, something went wrong: do not hide it behind an empty database.
      if (this.#socketFolder !== undefined) throw new EmbeddedPostgresError(`DATA_DIR: ${dir} has disappeared`)
      if (await createCluster(dir, programs, settings['fsync'] !== 'off')) origin.how = 'created'
    }
    // Otherwise another process was faster, and gave it to another user: the next attempt goes by that.
    if (!ownsCluster(dir, programs.runAs)) return undefined
    const socketFolder = this.#socketFolder ?? socketFolderOf(dir, programs.runAs)
    ensureSocketFolder(socketFolder, programs.runAs)
    removeStaleLocks(dir, socketFolder)
    const outcome = await startPostmaster({ dir, programs, socketFolder, settings })
    if (outcome.is === 'failed') {
      removeSocketFolder(socketFolder)
      throw new EmbeddedPostgresError(`DATA_DIR: PostgreSQL does not start in ${dir}: ${outcome.reason}`)
    }
    const keeper = outcome.is === 'ready' ? await this.#connect(socketFolder, port) : undefined
    if (keeper === undefined) return undefined
    await sweepHalfClusters(dir)
    return { how: origin.how, mode: programs.runAs.mode, socketFolder, keeper }
  }

  async #connect(host: string, port: number): Promise<Keeper | undefined> {
    try {
      return await connectKeeper(superuserAt(host, port))
    } catch (error) {
      // Normal while it starts or stops; the caller tries again.
      this.#lastProblem = error instanceof Error ? error.message : 'unknown reason'
      return undefined
    }
  }
}

/** Whether the cluster is its user's, or has become so now. */
function ownsCluster(dir: string, { user }: RunAs): boolean {
  const owner = statSync(dir).uid
  if (user === undefined || owner === user.uid) return true
  if (!sharedUsers().some(({ uid }) => uid === owner)) return false
  giveTo(user, dir)
  return true
}

function superuserAt(host: string, port: number): Endpoint {
  return { ...ownConnection, host, port, user: 'postgres', database: 'postgres' }
}

/** The real path, because PostgreSQL's processes are recognised by it. Missing parents are created private. */
function realFolder(dir: string): string {
  const absolute = resolve(dir)
  try {
    if (existsSync(absolute)) return realpathSync(absolute)
    mkdirSync(dirname(absolute), { recursive: true, mode: 0o700 })
    return join(realpathSync(dirname(absolute)), basename(absolute))
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason'
    throw new EmbeddedPostgresError(`DATA_DIR: ${dirname(absolute)} cannot be made or entered: ${reason}`)
  }
}
