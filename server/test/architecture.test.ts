// Who may import whom, read from the import statements by the compiler. Every message says what to do instead.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const source = join(root, 'server/src')

/**
 * The floors of the house, from the ground up: a room, or one of the process's own files, may import what stands on lower
 * floors and nothing else. Types count as imports.
 */
const floors: readonly (readonly string[])[] = [
  ['errors'],
  ['model'],
  ['database', 'dns', 'forms', 'log.ts', 'metrics.ts', 'network', 'providers', 'settings.ts', 'store'],
  ['auth', 'data-folder', 'documents', 'identity', 'ledger'],
  ['callbacks', 'signatures'],
  ['context.ts'],
  ['unit-of-work.ts'],
  ['accounts', 'pec-index', 'provider-operations'],
  ['mailboxes', 'registry-requests'],
  ['certified-domains'],
  ['pipeline'],
  ['api'],
  // The job that finishes operations applies what the call would have.
  ['jobs'],
  ['http'],
  ['commands'],
  ['main.ts'],
]

const floorOf = (room: string) => floors.findIndex((rooms) => rooms.includes(room))

interface Import {
  from: string
  /** Path inside server/src, or the bare name of a package. */
  to: string
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|js|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[/\\](node_modules|dist)[/\\]/.test(path))
    .sort()
}

function importsOf(path: string): string[] {
  return ts.preProcessFile(readFileSync(path, 'utf8'), true, true).importedFiles.map((one) => one.fileName)
}

const isTest = (path: string) => /\.test\.ts$|(^|\/)testing\/|fake-server\.ts$/.test(path)
const inServer = (path: string) => relative(source, path).replaceAll('\\', '/')

const files = filesIn(source).map(inServer)
const imports: Import[] = files.flatMap((from) =>
  importsOf(join(source, from)).map((name) => ({
    from,
    to: name.startsWith('.') ? inServer(resolve(dirname(join(source, from)), name)) : name,
  })),
)
const shipped = imports.filter(({ from, to }) => !isTest(from) && files.includes(to))
const roomOf = (path: string) => path.split('/')[0] ?? path

describe('the rooms of the server', () => {
  it('each stand on a floor', () => {
    const rooms = [...new Set(files.filter((path) => !isTest(path)).map(roomOf))].filter((room) => room !== 'testing')
    const homeless = rooms.filter((room) => floorOf(room) === -1)
    expect(homeless, 'put each new room on a floor of this test, as low as it can stand').toEqual([])
    const gone = floors.flat().filter((room) => !rooms.includes(room))
    expect(gone, 'floors of this test name rooms that are no longer there').toEqual([])
  })

  it('hold every file but those of the process itself', () => {
    const own = ['context.ts', 'log.ts', 'main.ts', 'metrics.ts', 'settings.ts', 'unit-of-work.ts']
    const loose = files.filter((path) => !path.includes('/') && !path.endsWith('.test.ts'))
    expect(loose, 'a file beside the rooms belongs into one').toEqual(own)
  })

  it('import downwards only', () => {
    const wrong = shipped
      .filter(({ from, to }) => roomOf(from) !== roomOf(to) && floorOf(roomOf(to)) >= floorOf(roomOf(from)))
      .map(({ from, to }) => `${from} may not import ${to}; move what they share down, and give it a name there`)
    expect(wrong).toEqual([])
  })

  it('have no cycles between their files', () => {
    expect(cycle(shipped), 'move what the files of this circle share into a file of its own').toEqual([])
  })

  it('keep operations, jobs and providers apart from their siblings', () => {
    const jobs = importsOf(join(source, 'jobs/schedule.ts'))
      .map((name) => `jobs/${name.slice(2)}`)
      .filter((path) => path !== 'jobs/job.ts')
    const groupOf = (path: string) => {
      if (/^api\/.*\//.test(path)) return path
      if (/^providers\/(?!port\/)[\w-]+\//.test(path)) return path.split('/').slice(0, 2).join('/')
      return jobs.includes(path) ? path : undefined
    }
    const wrong = shipped
      .filter(({ from, to }) => {
        const [mine, theirs] = [groupOf(from), groupOf(to)]
        return mine !== undefined && theirs !== undefined && mine !== theirs && roomOf(from) === roomOf(to)
      })
      .map(({ from, to }) => `${from} may not import its sibling ${to}; what both need goes one level up or down`)
    expect(jobs.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })

  it('ship nothing that is for tests', () => {
    const wrong = shipped
      .filter(({ to }) => isTest(to))
      .map(({ from, to }) => `${from} may not import ${to}; a test may, the server may not`)
    expect(wrong).toEqual([])
  })

  it('each have a line in ARCHITECTURE.md', () => {
    const page = join(root, 'ARCHITECTURE.md')
    const text = existsSync(page) ? readFileSync(page, 'utf8') : ''
    const rooms = [...new Set(files.filter((path) => path.includes('/')).map(roomOf))].sort()
    const described = [...text.matchAll(/^- `([a-z-]+)\/`/gm)].map((found) => found[1] ?? '')
    const missing = rooms.filter((room) => !described.includes(room))
    expect(missing, 'write one line for each of these in ARCHITECTURE.md: - `room/` what it is for').toEqual([])
    const packages = ['server', 'client', 'cli', 'console', 'docs', 'scripts']
    const gone = described.filter((room) => !rooms.includes(room) && !packages.includes(room))
    expect(gone, 'ARCHITECTURE.md describes rooms that are no longer there').toEqual([])
  })
})

describe('the packages', () => {
  it('never import the server, and the server none of them', () => {
    const outside = imports
      .filter(({ from, to }) => !isTest(from) && /^\.\.\/|^@ceralacca\//.test(to))
      .map(({ from, to }) => `server/src/${from} may not import ${to}; packages meet at openapi.json`)
    const inside = ['cli/src', 'console/src', 'client/src'].flatMap((folder) =>
      filesIn(join(root, folder))
        .filter((path) => !isTest(path))
        .flatMap((path) => foreign(folder, path)),
    )
    expect([...outside, ...inside]).toEqual([])
  })
})

/** Imports of a package's file that leave the package: only cli and console may, and only for the client. */
function foreign(folder: string, path: string): string[] {
  const home = join(root, folder)
  return importsOf(path)
    .filter((name) => (name.startsWith('.') ? relative(home, resolve(dirname(path), name)).startsWith('..') : true))
    .filter((name) => folder === 'client/src' || /^\.|server/.test(name))
    .filter((name) => !/^(node:|@ceralacca\/client)/.test(name) || folder === 'client/src')
    .map((name) => `${relative(root, path)} may not import ${name}; packages meet at openapi.json`)
}

function cycle(edges: readonly Import[]): string[] {
  const next = new Map<string, Import[]>()
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge])
  const done = new Set<string>()
  const walk = (file: string, above: readonly string[]): string[] => {
    if (above.includes(file)) return [...above.slice(above.indexOf(file)), file]
    if (done.has(file)) return []
    for (const { to } of next.get(file) ?? []) {
      const found = walk(to, [...above, file])
      if (found.length > 0) return found
    }
    done.add(file)
    return []
  }
  for (const file of next.keys()) {
    const found = walk(file, [])
    if (found.length > 0) return found
  }
  return []
}
