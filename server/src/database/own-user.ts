// A user that no other service has, for the PostgreSQL of a server started as root: whoever has the same user could enter
// its socket and its files. It is a number without an entry in /etc/passwd, which only initdb asks for.
import { createHash } from 'node:crypto'
import { existsSync, lchownSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface SystemUser {
  uid: number
  gid: number
}

// Above the users of people and packages, below those of systemd (61184 and up), and within the 65536 of a container.
const LEAST = 50_000
const COUNT = 10_000

/** A number that no user, group or process has; derived from the folder, so that no two of ours have the same either. */
export function unusedUser(dir: string): SystemUser {
  const taken = new Set([...idsIn('/etc/passwd'), ...idsIn('/etc/group'), ...idsOfProcesses()])
  const start = createHash('sha256').update(dir).digest().readUInt32BE() % COUNT
  const candidates = Array.from({ length: COUNT }, (_, n) => LEAST + ((start + n) % COUNT))
  const id = candidates.find((one) => !taken.has(one)) ?? LEAST + start
  return { uid: id, gid: id }
}

/** A user with a name, by that name. */
export function userNamed(name: string): SystemUser | undefined {
  const [, , uid, gid] = entriesOf('/etc/passwd').find(([user]) => user === name) ?? []
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) }
}

/** Users that other services may have too. Versions before 2026-12 gave the database to one of them. */
export const sharedUsers = (): SystemUser[] =>
  ['postgres', 'nobody'].map(userNamed).filter((user) => user !== undefined)

/** Gives a folder and all in it to a user; the folder last, so that one cut off in between is begun again. */
export function giveTo(user: SystemUser, folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) giveTo(user, path)
    else giveFile(user, path)
  }
  giveFile(user, folder)
}

function giveFile({ uid, gid }: SystemUser, path: string): void {
  try {
    lchownSync(path, uid, gid)
  } catch (error) {
    // Files come and go where another process was faster and its PostgreSQL is starting.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}

/** The third field of both files is the number. */
const idsIn = (file: string) => entriesOf(file).map(([, , id]) => Number(id))

const entriesOf = (file: string) =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.split(':'))
    : []

function idsOfProcesses(): number[] {
  if (!existsSync('/proc/self')) return []
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
  return pids.flatMap((pid) => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid ?? [])
}
