// Bundles the server: one file loads many times faster than five hundred. What is not needed at start stays in chunks
// that are loaded with the first request of its kind.
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../', import.meta.url))
const server = join(root, 'server')
// The test gestore is a process beside the server.
const sources = [join(server, 'src'), join(root, 'gestore/src')]

// Read files of their own package, or are large and needed by few pages only.
const besideTheBundle = [
  '@embedpdf/pdfium',
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'zxing-wasm',
]

// What packages of CommonJS expect around them.
const commonJsNames = `
import { createRequire as createRequireHere } from 'node:module'
import { dirname as dirnameHere } from 'node:path'
import { fileURLToPath as pathHere } from 'node:url'
const require = createRequireHere(import.meta.url)
const __filename = pathHere(import.meta.url)
const __dirname = dirnameHere(__filename)
`

// A package of CommonJS in a chunk of its own has a default export alone; loaded from node_modules it has its names too.
const packagesLoadedLater = {
  name: 'packages-loaded-later',
  setup({ onResolve }) {
    onResolve({ filter: /^[^.]/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

// What tests run.
if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleServer(process.argv[2], { withTestProcesses: true })

/**
 * Bundles into a folder two levels below `server/`, as deep as the rooms of the sources: migrations, fonts and pages are
 * found from both. Throws when a source cannot be bundled; esbuild says why on stderr.
 */
export async function bundleServer(outdir, { withTestProcesses = false } = {}) {
  await buildInto(outdir, {
    absWorkingDir: server,
    entryPoints: entriesIn(withTestProcesses),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: [...besideTheBundle, 'pg-native'],
    // As from Node 21 on. Without it `pg` tries a Response, and Node 20 loads its HTTP client for that.
    define: { navigator: '{"userAgent":"Node.js"}' },
    banner: { js: commonJsNames },
    plugins: [packagesLoadedLater],
  })
}

/** Bundles the console into static files. Throws when a source cannot be bundled. */
export async function bundleConsole() {
  const { build: buildPages } = await import('vite')
  const outDir = join(root, 'console/dist')
  const configFile = join(root, 'console/vite.config.ts')
  // Under a test runner it says `test`, and React would be the slow and large one of developers.
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  await buildPages({ configFile, logLevel: 'warn', build: { outDir: besideIt(outDir) } })
  if (NODE_ENV === undefined) delete process.env.NODE_ENV
  else process.env.NODE_ENV = NODE_ENV
  replace(outDir)
}

async function buildInto(outdir, options) {
  await build({ ...options, outdir: besideIt(outdir), logLevel: 'warning' })
  replace(outdir)
}

/** Somebody may use what is in a folder, or build it too: the new one stands beside it until it is whole. */
function besideIt(folder) {
  return `${folder}.new-${process.pid}`
}

function replace(folder) {
  const gone = `${folder}.old-${process.pid}`
  mkdirSync(folder, { recursive: true })
  renameSync(folder, gone)
  renameSync(besideIt(folder), folder)
  rmSync(gone, { recursive: true, force: true })
}

/** Bundles the command line with the client, so that it needs nothing beside it. */
export async function bundleCommandLine() {
  await buildInto(join(root, 'cli/dist/bundle'), {
    absWorkingDir: root,
    entryPoints: ['cli/src/main.ts'],
    bundle: true,
    // What only `mcp` needs is loaded by it alone.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    alias: { '@ceralacca/client': './client/src/index.ts' },
  })
}

/** What is started by name: the server, its command line, and every file named after a worker or process. */
function entriesIn(withTestProcesses) {
  const started = sources
    .flatMap((source) => readdirSync(source, { withFileTypes: true, recursive: true }))
    .filter((entry) => /-(worker|process)\.ts$/.test(entry.name))
    .map((entry) => relative(server, join(entry.parentPath, entry.name)))
    .filter((path) => withTestProcesses || !path.includes('src/testing/'))
  const named = started.map((path) => [basename(path, '.ts'), path])
  const own = { main: 'src/main.ts', commands: 'src/commands/run.ts', environment: 'src/commands/environment.ts' }
  return { ...own, ...Object.fromEntries(named) }
}
