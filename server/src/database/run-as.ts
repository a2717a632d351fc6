import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { findBinaries } from './binaries.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { sharedUsers, unusedUser, userNamed } from './own-user.ts'
import type { SystemUser } from './own-user.ts'

/** The user that PostgreSQL's programs run as; PostgreSQL refuses to run as root. */
export interface RunAs {
  mode: 'self' | 'setuid' | 'userns'
  /** Program and arguments to prepend to PostgreSQL's own. */
  before: string[]
  /** User of the process and owner of the files it must access; our own when absent. */
  user?: SystemUser
  /** User of initdb, which wants one with a name; the same when absent. */
  madeBy?: SystemUser
}

/** Programs that were tried and work, and how to run them. */
export interface Programs {
  bindir: string
  major: number
  runAs: RunAs
}

const oldestMajor = 15
const run = promisify(execFile)
/** Programs do not inherit our environment: it may hold secrets, and messages must stay in English. */
export const programEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/**
 * Finds PostgreSQL programs that run here and match the data folder (same major version, same owner).
 *
 * When we are root, they run as a user of their own, who then owns the data folder. If that user cannot access the
 * programs (an installation under a private folder), they run in a user namespace that maps root to another name.
 *
 * @throws EmbeddedPostgresError naming DATA_DIR, PG_BINDIR or DATABASE_URL
 */
export async function choosePrograms(dir: string, pgBindir: string | undefined): Promise<Programs> {
  const ways = waysToRun(dir)
  const wanted = majorOf(dir)
  const tried: string[] = []
  for (const bindir of findBinaries(pgBindir)) {
    for (const runAs of ways) {
      const major = await askMajor(bindir, runAs)
      const programs = { bindir, major: major ?? 0, runAs }
      const fits = programs.major >= oldestMajor && (wanted ?? major) === major
      if (fits && canEnter(dir, programs)) return programs
      const verdict = fits ? 'cannot enter the folder' : major === undefined ? 'does not run' : `version ${major}`
      tried.push(`${bindir} as ${runAs.mode}: ${verdict}`)
    }
  }
  throw new EmbeddedPostgresError(noneFits(dir, wanted, tried))
}

/** Command line and spawn options that run a PostgreSQL program as the chosen user, from inside a folder. */
export function commandFor(programs: Programs, program: 'postgres' | 'initdb', dataFolder: string, args: string[]) {
  const { runAs } = programs
  const reachable = entersBeforeChangingUser(programs) ? '/proc/self/cwd' : dataFolder
  const [command = '', ...rest] = [...runAs.before, join(programs.bindir, program), '-D', reachable, ...args]
  const user = program === 'initdb' ? (runAs.madeBy ?? runAs.user) : runAs.user
  return { command, args: rest, options: { cwd: dataFolder, env: programEnvironment, ...user } }
}

/** Whether every user may traverse this folder and all its parents. */
export function isOpenToAll(folder: string): boolean {
  const passable = (statSync(folder, { throwIfNoEntry: false })?.mode ?? 0) & 0o001
  return passable !== 0 && (dirname(folder) === folder || isOpenToAll(dirname(folder)))
}

function canEnter(dir: string, programs: Programs): boolean {
  return programs.runAs.mode !== 'setuid' || entersBeforeChangingUser(programs) || isOpenToAll(dirname(dir))
}

/**
 * Changes into the working directory before changing the user, so that the user need not traverse private parents.
 * PostgreSQL 15 leaves its working directory while it looks for its own programs and cannot be started this way.
 */
function entersBeforeChangingUser({ runAs, major }: Programs): boolean {
  return runAs.mode === 'setuid' && process.platform === 'linux' && major >= 16
}

function waysToRun(dir: string): RunAs[] {
  const owner = existsSync(join(dir, 'PG_VERSION')) ? statSync(dir) : undefined
  const self = process.getuid?.() ?? 0
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresError(
      'The embedded PostgreSQL needs Linux or macOS: set DATABASE_URL to a PostgreSQL server',
    )
  }
  if (self !== 0) {
    if (owner !== undefined && owner.uid !== self) throw new EmbeddedPostgresError(foreign(dir, owner.uid))
    return [{ mode: 'self', before: [] }]
  }
  const shared = sharedUsers()
  if (owner !== undefined && owner.uid !== 0) {
    const isShared = shared.some(({ uid }) => uid === owner.uid)
    const user = isShared ? unusedUser(dir) : { uid: owner.uid, gid: owner.gid }
    return [{ mode: 'setuid', before: [], user }]
  }
  if (owner !== undefined) return [inNamespace()]
  const user = unusedUser(dir)
  return [...shared.map((madeBy): RunAs => ({ mode: 'setuid', before: [], user, madeBy })), inNamespace()]
}

function inNamespace(): RunAs {
  const { uid, gid } = userNamed('nobody') ?? { uid: 65534, gid: 65534 }
  return { mode: 'userns', before: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`] }
}

async function askMajor(bindir: string, runAs: RunAs): Promise<number | undefined> {
  const [command = '', ...args] = [...runAs.before, join(bindir, 'postgres'), '--version']
  try {
    const { stdout } = await run(command, args, { cwd: '/', env: programEnvironment, timeout: 10_000, ...runAs.user })
    const major = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]
    return major === undefined ? undefined : Number(major)
  } catch {
    return undefined
  }
}

function majorOf(dir: string): number | undefined {
  const file = join(dir, 'PG_VERSION')
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined
}

function foreign(dir: string, uid: number): string {
  return `DATA_DIR: ${dir} belongs to user ${uid}; run as that user or choose another DATA_DIR`
}

function noneFits(dir: string, wanted: number | undefined, tried: string[]): string {
  const reasons = tried.join('; ')
  if (wanted !== undefined && /version/.test(reasons)) {
    return `DATA_DIR: ${dir} was made by PostgreSQL ${wanted}; set PG_BINDIR to its programs (${reasons})`
  }
  return (
    `PostgreSQL cannot run here (${reasons}): run as an ordinary user who owns DATA_DIR (${dir}), ` +
    'set PG_BINDIR to a PostgreSQL 15 or newer, or set DATABASE_URL'
  )
}
