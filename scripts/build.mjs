// Builds server, client and command line into their dist folders. `npm run build` always asks the compiler; `npm start`
// and `ceralacca` only when a source changed since the last build. Without the compiler, as after
// `npm ci --omit=dev`, they run what was built.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const projects = ['client', 'server', 'cli']
const entries = ['client/dist/index.js', 'server/dist/main.js', 'cli/dist/main.js']
const configs = ['tsconfig.base.json', ...projects.map((project) => `${project}/tsconfig.json`)]
const stamp = join(root, '.cache', 'built')

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = build() ? 0 : 1

/** Builds what is missing or stale. Returns false after saying why there is nothing to run. */
export function ensureBuilt() {
  const isComplete = entries.every((entry) => existsSync(join(root, entry)))
  if (findCompiler() === undefined) return isComplete || build()
  if (isComplete && isFresh()) return true
  process.stderr.write('ceralacca: building first; npm run build does it ahead of time\n')
  return build()
}

function build() {
  const compiler = findCompiler()
  if (compiler === undefined) {
    process.stderr.write(
      'ceralacca: nothing is built and the compiler is not installed; run: npm ci && npm run build && npm prune --omit=dev\n',
    )
    return false
  }
  // The stamp has the start time, so that changes made during compilation count as newer.
  const startedAt = new Date()
  const built = spawnSync(process.execPath, [compiler, '--build', ...projects], { cwd: root, encoding: 'utf8' })
  if (built.status !== 0) {
    process.stderr.write(`${built.stdout}${built.stderr}`)
    return false
  }
  noteBuilt(startedAt)
  return true
}

function findCompiler() {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc')
  } catch {
    return undefined
  }
}

function isFresh() {
  const built = modified(stamp)
  return (
    built !== undefined &&
    projects.every((project) => newestIn(join(root, project, 'src')) < built) &&
    configs.every((config) => (modified(join(root, config)) ?? 0) < built)
  )
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

function noteBuilt(at) {
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, '')
  utimesSync(stamp, at, at)
}
