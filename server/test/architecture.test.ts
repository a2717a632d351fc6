// Which modules may import which, based on their import statements. Every message says what to do instead.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const source = join(root, 'server/src')

/**
 * The layers of the server, from the bottom up. A folder, or one of the top-level files, may only import from lower layers.
 * Type imports count too.
 */
const layers: readonly (readonly string[])[] = [
  ['errors'],
  ['model'],
  ['database', 'dns', 'forms', 'log.ts', 'metrics.ts', 'network', 'settings.ts', 'store', 'tracing'],
  ['providers'],
  ['auth', 'data-folder', 'documents', 'identity', 'ledger', 'mail'],
  ['backup', 'callbacks', 'requests', 'signatures'],
  ['messages', 'operator-files'],
  ['context.ts'],
  ['keys', 'unit-of-work.ts'],
  ['accounts', 'pec-index', 'provider-operations'],
  ['mailboxes', 'registry-requests'],
  ['certified-domains'],
  ['queue'],
  ['pipeline'],
  ['bulk'],
  ['privacy'],
  ['api'],
  // The job that finishes operations applies their effects like the calls.
  ['jobs'],
  ['scenarios', 'monitoring'],
  ['http'],
  ['commands'],
  ['main.ts'],
]

/** The layers of the test gestore, likewise; and what of the server all of them stand on. */
const gestoreLayers: readonly (readonly string[])[] = [
  ['messages', 'mime', 'wire'],
  ['store'],
  ['delivery', 'imap', 'pop3'],
  ['service', 'smtp'],
  ['running'],
]
const underTheGestore = [
  'database',
  'documents',
  'log.ts',
  'mail',
  'messages',
  'model',
  'network',
  'signatures',
  'store',
]

const layerOf = (folder: string) => layers.findIndex((folders) => folders.includes(folder))

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
const imports = importsIn(source)
const shipped = imports.filter(({ from, to }) => !isTest(from) && files.includes(to))
const folderOf = (path: string) => path.split('/')[0] ?? path

describe('the folders of the server', () => {
  it('each belong to a layer', () => {
    const folders = [...new Set(files.filter((path) => !isTest(path)).map(folderOf))].filter(
      (folder) => folder !== 'testing',
    )
    const unassigned = folders.filter((folder) => layerOf(folder) === -1)
    expect(unassigned, 'put each new folder into a layer of this test, as low as possible').toEqual([])
    const gone = layers.flat().filter((folder) => !folders.includes(folder))
    expect(gone, 'layers of this test name folders that no longer exist').toEqual([])
  })

  it('contain every file except those of the process itself', () => {
    const own = ['context.ts', 'log.ts', 'main.ts', 'metrics.ts', 'settings.ts', 'unit-of-work.ts']
    const loose = files.filter((path) => !path.includes('/') && !path.endsWith('.test.ts'))
    expect(loose, 'move this file into a folder').toEqual(own)
  })

  it('import only from lower layers', () => {
    const wrong = shipped
      .filter(({ from, to }) => folderOf(from) !== folderOf(to) && layerOf(folderOf(to)) >= layerOf(folderOf(from)))
      .map(({ from, to }) => `${from} may not import ${to}; move what they share into a lower layer`)
    expect(wrong).toEqual([])
  })

  it('have no cycles between their files', () => {
    expect(cycle(shipped), 'move what the files of this cycle share into a file of its own').toEqual([])
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
        return mine !== undefined && theirs !== undefined && mine !== theirs && folderOf(from) === folderOf(to)
      })
      .map(({ from, to }) => `${from} may not import its sibling ${to}; what both need goes one level up or down`)
    expect(jobs.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })

  it('do not import test code', () => {
    const wrong = shipped
      .filter(({ to }) => isTest(to))
      .map(({ from, to }) => `${from} may not import ${to}; only tests may`)
    expect(wrong).toEqual([])
  })

  it('each have a line in ARCHITECTURE.md', () => {
    const page = join(root, 'ARCHITECTURE.md')
    const text = existsSync(page) ? readFileSync(page, 'utf8') : ''
    const folders = [...new Set(files.filter((path) => path.includes('/')).map(folderOf))].sort()
    const described = [...text.matchAll(/^- `([a-z-]+)\/`/gm)].map((found) => found[1] ?? '')
    const missing = folders.filter((folder) => !described.includes(folder))
    expect(missing, 'write one line for each of these in ARCHITECTURE.md: - `folder/` what it is for').toEqual([])
    const packages = ['server', 'gestore', 'client', 'cli', 'console', 'testing', 'docs', 'scripts']
    const gone = described.filter((folder) => !folders.includes(folder) && !packages.includes(folder))
    expect(gone, 'ARCHITECTURE.md describes folders that no longer exist').toEqual([])
  })
})

describe('the folders of the test gestore', () => {
  const gestore = join(root, 'gestore/src')
  const shipped = importsIn(gestore).filter(({ from, to }) => !isTest(from) && /\.ts$/.test(to))
  const layerOf = (path: string) => gestoreLayers.findIndex((folders) => folders.includes(folderOf(path)))

  it('each belong to a layer, and have a line in ARCHITECTURE.md', () => {
    const folders = [...new Set(shipped.map(({ from }) => folderOf(from)))].filter((folder) => folder !== 'testing')
    expect(folders.toSorted(), 'put each new folder into a layer of this test').toEqual(gestoreLayers.flat().toSorted())
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
    const missing = folders.filter((folder) => !text.includes(`\n- \`gestore/src/${folder}/\` `))
    expect(missing, 'write one line for each of these in ARCHITECTURE.md').toEqual([])
  })

  it('import from lower layers, and of the server only what they may stand on', () => {
    const inside = shipped.filter(({ to }) => !to.startsWith('../'))
    const upwards = inside.filter(({ from, to }) => folderOf(from) !== folderOf(to) && layerOf(to) >= layerOf(from))
    const outside = shipped.filter(
      ({ to }) => to.startsWith('../') && !underTheGestore.includes(folderOf(to.replace('../../server/src/', ''))),
    )
    expect([...upwards, ...outside].map(({ from, to }) => `gestore/src/${from} may not import ${to}`)).toEqual([])
    expect(cycle(inside), 'move what the files of this cycle share into a file of its own').toEqual([])
  })
})

describe('the packages', () => {
  it('do not import the server, nor the server them', () => {
    const outside = imports
      .filter(({ from, to }) => !isTest(from) && /^\.\.\/|^@ceralacca\//.test(to))
      .map(({ from, to }) => `server/src/${from} may not import ${to}; packages meet at openapi.json`)
    const inside = ['cli/src', 'console/src', 'client/src', 'testing/src'].flatMap((folder) =>
      filesIn(join(root, folder))
        .filter((path) => !isTest(path))
        .flatMap((path) => foreign(folder, path)),
    )
    expect([...outside, ...inside]).toEqual([])
  })
})

/** The imports of every file below a folder. */
function importsIn(folder: string): Import[] {
  const inFolder = (path: string) => relative(folder, path).replaceAll('\\', '/')
  return filesIn(folder).flatMap((path) =>
    importsOf(path).map((name) => ({
      from: inFolder(path),
      to: name.startsWith('.') ? inFolder(resolve(dirname(path), name)) : name,
    })),
  )
}

/** Imports of a file that leave its package. Only cli and console may import another package, namely the client. */
function foreign(folder: string, path: string): string[] {
  const home = join(root, folder)
  return importsOf(path)
    .filter((name) => (name.startsWith('.') ? relative(home, resolve(dirname(path), name)).startsWith('..') : true))
    .filter((name) => folder === 'client/src' || /^\.|^@ceralacca\//.test(name))
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
