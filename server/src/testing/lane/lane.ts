// The production lane: the same tests against PostgreSQL of Debian over TLS, two server processes behind a round robin, and
// documents in a real S3 service. `npm run test:lane` runs in it; any other run has none.
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { testAuthority } from '../authority.ts'
import { makeTemplate } from '../postgres.ts'
import { debianBinaries, startDebianPostgres } from './debian-postgres.ts'
import { missingSwiftPackages, startSwift } from './swift.ts'
import type { S3Place } from './swift.ts'

/** What a test file finds. */
export interface Lane {
  /** Address of a database, but for its name: what stands before and after it. */
  database: { before: string; after: string }
  s3: S3Place
}

export const PGBOUNCER = '/usr/sbin/pgbouncer'

/** Vitest's global set-up of the lane: starts both, and says what is missing. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = [
    ...(debianBinaries() === undefined ? ['postgresql'] : []),
    ...(existsSync(PGBOUNCER) ? [] : ['pgbouncer']),
    ...missingSwiftPackages(),
  ]
  if (missing.length > 0)
    throw new Error(`the lane needs Debian's packages: apt-get install --no-install-recommends ${missing.join(' ')}`)
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-lane-'))
  // The user of PostgreSQL passes through.
  await chmod(folder, 0o711)
  const authority = await testAuthority()
  const swift = await startSwift(join(folder, 'swift'))
  const settings = { synchronous_commit: 'off', full_page_writes: 'off' }
  const postgres = await startDebianPostgres(join(folder, 'postgres'), authority, settings)
  await makeTemplate(postgres.superuser, postgres.owner)
  const [before = '', after = ''] = postgres.url('NAME').split('NAME')
  project.provide('superuser', postgres.superuser)
  project.provide('owner', postgres.owner)
  project.provide('lane', { database: { before, after }, s3: swift.place })
  project.provide('seenRefusals', join(folder, 'seen-refusals.txt'))
  project.provide('startedServers', join(folder, 'started-servers.txt'))
  return async () => {
    await Promise.all([postgres.stop(), swift.stop()])
    await authority[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}
