// Builds server, client, command line, console and documentation into their dist folders: types are checked, the server
// becomes a bundle, the console static files, and markdown pages. `npm run build` always does it, and `npm pack`
// (`--if-stale`) only what changed since the last build. `npm start` and `ceralacca` build what runs and leave out the
// types, which take longer than everything else; tests build what is served to browsers (`--served`). Without the
// compiler, as after `npm ci --omit=dev`, they run what was built.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const projects = ['client', 'server', 'gestore', 'cli', 'testing']
const bundle = join(root, 'server/dist/bundle')
// A change of one of these changes what is built, as one of a source does.
const inputs = [
  'tsconfig.base.json',
  ...projects.flatMap((project) => [`${project}/tsconfig.json`, `${project}/src`]),
  'package-lock.json',
  'scripts/build.mjs',
  'scripts/bundle.mjs',
]
// What is built, each part with what it leaves, what it is made of, and how.
const parts = {
  programs: {
    leaves: ['server/dist/bundle/main.js', 'cli/dist/bundle/main.js'],
    madeOf: inputs,
    builds: bundles,
  },
  types: {
    leaves: ['client/dist/index.js', 'testing/dist/index.js'],
    madeOf: inputs,
    builds: compiles,
  },
  console: {
    leaves: ['console/dist/index.html'],
    madeOf: [
      ...['console/src', 'console/index.html', 'console/vite.config.ts', 'client/src'],
      ...['server/src/model', 'package-lock.json', 'scripts/bundle.mjs'],
    ],
    builds: drawsConsole,
  },
  pages: {
    leaves: ['server/dist/docs/list.json'],
    madeOf: [
      'docs',
      'scripts/docs',
      'server/src/errors',
      ...['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
      ...['openapi.json', 'connector.openapi.json', 'server/test/examples.json', 'package-lock.json'],
    ],
    builds: buildsPages,
  },
}
const all = Object.keys(parts)
const running = ['programs', 'console', 'pages']

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isBuilt = process.argv.includes('--if-stale')
    ? await ensureBuilt(all)
    : await build(process.argv.includes('--served') ? ['console', 'pages'].filter(isStale) : all)
  process.exitCode = isBuilt ? 0 : 1
}

/** Builds what is missing or stale; without the types unless told. Returns false after saying why there is nothing to run. */
export async function ensureBuilt(wanted = running) {
  const isComplete = isThere('programs') && isThere('console')
  // An installed package: there is nothing to build it from.
  if (isComplete && modified(join(root, 'server/src')) === undefined) return true
  const stale = wanted.filter(isStale)
  if (stale.length === 0) return true
  if (isComplete && findCompiler() === undefined) return runStale(stale)
  if (findCompiler() !== undefined)
    process.stderr.write('ceralacca: building first; npm run build does it ahead of time\n')
  return build(stale)
}

/** Without the compiler, what was built runs as it is. */
function runStale(stale) {
  if (stale.includes('programs') && modified(stampOf('programs')) !== undefined)
    process.stderr.write('ceralacca: sources changed since they were built, and the compiler is not installed\n')
  return true
}

async function build(names) {
  if (names.length === 0) return true
  if (findCompiler() === undefined) {
    process.stderr.write(
      'ceralacca: nothing is built and the compiler is not installed; run: npm ci && npm run build && npm prune --omit=dev\n',
    )
    return false
  }
  // The stamps have the start time, so that changes made during compilation count as newer.
  const startedAt = new Date()
  const done = await Promise.all(names.map((name) => parts[name].builds()))
  if (!done.every(Boolean)) return false
  for (const name of names) noteBuilt(stampOf(name), startedAt)
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

async function compiles() {
  const tsc = spawn(process.execPath, [findCompiler(), '--build', ...projects], { cwd: root, stdio: ['ignore', 2, 2] })
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

function stampOf(name) {
  return join(root, '.cache', name === 'programs' ? 'built' : `built-${name}`)
}

function isThere(name) {
  return parts[name].leaves.every((file) => existsSync(join(root, file)))
}

function isStale(name) {
  const built = modified(stampOf(name))
  return built === undefined || !isThere(name) || parts[name].madeOf.some((path) => newestAt(join(root, path)) >= built)
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
