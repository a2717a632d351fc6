// Builds server, client, command line, console and documentation into their dist folders: types are checked, the server
// becomes a bundle, the console static files, and markdown pages. `npm run build` always does it; `npm start`, `ceralacca`
// and `npm pack` (`--if-stale`) only what changed since the last build, and tests of that what is served to browsers
// (`--served`). Without the compiler, as after `npm ci --omit=dev`, they run what was built.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const projects = ['client', 'server', 'gestore', 'cli', 'testing']
const sources = [...projects, 'console']
const bundle = join(root, 'server/dist/bundle')
const entries = [
  'client/dist/index.js',
  'server/dist/bundle/main.js',
  'cli/dist/bundle/main.js',
  'testing/dist/index.js',
  'console/dist/index.html',
]
// A change of one of these changes what is built, as one of a source does.
const inputs = [
  'tsconfig.base.json',
  ...projects.map((project) => `${project}/tsconfig.json`),
  'console/index.html',
  'console/vite.config.ts',
  'package-lock.json',
  'scripts/build.mjs',
  'scripts/bundle.mjs',
]
// What the pages of the documentation are made of.
const written = [
  'docs',
  'scripts/docs',
  'server/src/errors',
  ...['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...['openapi.json', 'connector.openapi.json', 'server/test/examples.json', 'package-lock.json'],
]
// What the console is made of.
const drawn = [
  ...['console/src', 'console/index.html', 'console/vite.config.ts', 'client/src'],
  ...['server/src/model', 'package-lock.json', 'scripts/bundle.mjs'],
]
const stamp = join(root, '.cache', 'built')
const consoleStamp = join(root, '.cache', 'built-console')
const pagesStamp = join(root, '.cache', 'built-pages')

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isBuilt = process.argv.includes('--if-stale')
    ? await ensureBuilt()
    : process.argv.includes('--served')
      ? await build({ programs: false, pages: !arePagesFresh(), console: !isConsoleFresh() })
      : await build()
  process.exitCode = isBuilt ? 0 : 1
}

/** Builds what is missing or stale. Returns false after saying why there is nothing to run. */
export async function ensureBuilt() {
  const isComplete = entries.every((entry) => existsSync(join(root, entry)))
  // An installed package: there is nothing to build it from.
  if (isComplete && modified(join(root, 'server/src')) === undefined) return true
  const programs = !isComplete || !isFresh()
  const pages = !arePagesFresh()
  if (!programs && !pages) return true
  if (isComplete && findCompiler() === undefined) return programs ? runStale() : true
  if (findCompiler() !== undefined)
    process.stderr.write('ceralacca: building first; npm run build does it ahead of time\n')
  return build({ programs, pages })
}

/** Without the compiler, what was built runs as it is. */
function runStale() {
  if (modified(stamp) !== undefined)
    process.stderr.write('ceralacca: sources changed since they were built, and the compiler is not installed\n')
  return true
}

async function build({ programs = true, pages = true, console = programs } = {}) {
  if (!programs && !pages && !console) return true
  const compiler = findCompiler()
  if (compiler === undefined) {
    process.stderr.write(
      'ceralacca: nothing is built and the compiler is not installed; run: npm ci && npm run build && npm prune --omit=dev\n',
    )
    return false
  }
  // The stamps have the start time, so that changes made during compilation count as newer.
  const startedAt = new Date()
  const done = await Promise.all([
    ...(programs ? [compiles(compiler), bundles()] : []),
    ...(console ? [drawsConsole()] : []),
    ...(pages ? [buildsPages()] : []),
  ])
  if (!done.every(Boolean)) return false
  if (programs) noteBuilt(stamp, startedAt)
  if (console) noteBuilt(consoleStamp, startedAt)
  if (pages) noteBuilt(pagesStamp, startedAt)
  return true
}

/** In a process of its own, beside the compiler. */
async function buildsPages() {
  const builder = spawn(process.execPath, ['--import', 'tsx', 'scripts/docs/build.ts'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  return new Promise((resolve) => builder.once('close', (code) => resolve(code === 0)))
}

async function compiles(compiler) {
  const tsc = spawn(process.execPath, [compiler, '--build', ...projects], { cwd: root, stdio: ['ignore', 2, 2] })
  return new Promise((resolve) => tsc.once('close', (code) => resolve(code === 0)))
}

async function bundles() {
  const { bundleCommandLine, bundleServer } = await import('./bundle.mjs')
  return Promise.all([bundleServer(bundle), bundleCommandLine()]).then(
    () => true,
    () => false,
  )
}

async function drawsConsole() {
  const { bundleConsole } = await import('./bundle.mjs')
  return bundleConsole().then(
    () => true,
    () => false,
  )
}

/** The compiler's path, where it and the bundler are installed. */
function findCompiler() {
  const require = createRequire(import.meta.url)
  try {
    require.resolve('esbuild')
    return require.resolve('typescript/bin/tsc')
  } catch {
    return undefined
  }
}

function isFresh() {
  const built = modified(stamp)
  return (
    built !== undefined &&
    sources.every((project) => newestIn(join(root, project, 'src')) < built) &&
    inputs.every((input) => (modified(join(root, input)) ?? 0) < built)
  )
}

function isConsoleFresh() {
  return isNewerThan(consoleStamp, 'console/dist/index.html', drawn)
}

function arePagesFresh() {
  return isNewerThan(pagesStamp, 'server/dist/docs/list.json', written)
}

/** Whether what was built at the time of the stamp is there, and nothing it is made of has changed since. */
function isNewerThan(file, entry, madeOf) {
  const built = modified(file)
  return (
    built !== undefined && existsSync(join(root, entry)) && madeOf.every((path) => newestAt(join(root, path)) < built)
  )
}

function newestAt(path) {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  return isFolder ? newestIn(path) : (modified(path) ?? 0)
}

function newestIn(folder) {
  let newest = modified(folder) ?? 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    newest = Math.max(newest, entry.isDirectory() ? newestIn(path) : (modified(path) ?? 0))
  }
  return newest
}

function modified(path) {
  try {
    return statSync(path).mtimeMs
  } catch {
    return undefined
  }
}

function noteBuilt(file, at) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  utimesSync(file, at, at)
}
