// An earlier commit as it was landed, bundled as a server that can be started beside the present one.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const run = promisify(execFile)
const git = async (...args: string[]) => (await run('git', args, { cwd: root })).stdout.trim()

export interface LandedBefore extends AsyncDisposable {
  /** Its commit, abbreviated. */
  commit: string
  /** Its `main.js`. */
  main: string
}

/**
 * Bundles `UPGRADE_FROM`, or else the commit before the newest migration came, which is the last one whose schema differs.
 * It runs with the packages installed here. Throws where the clone does not reach back that far.
 */
export async function landedBefore(): Promise<LandedBefore> {
  const newest = await git('log', '-1', '--format=%H', '--', 'server/migrations')
  const commit = await git('rev-parse', '--short', process.env.UPGRADE_FROM ?? `${newest}~1`)
  const folder = await mkdtemp(join(tmpdir(), `ceralacca-${commit}-`))
  const archive = join(folder, 'sources.tar')
  await git('archive', `--output=${archive}`, commit)
  const sources = join(folder, 'sources')
  await mkdir(sources)
  await run('tar', ['-xf', archive, '-C', sources])
  await symlink(join(root, 'node_modules'), join(sources, 'node_modules'))
  const bundle = join(sources, 'server/dist/bundle')
  await run(process.execPath, ['scripts/bundle.mjs', bundle], { cwd: sources })
  return {
    commit,
    main: join(bundle, 'main.js'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
