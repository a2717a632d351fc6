// Pages whose blocks run: ```sh runnable and ```ts runnable are run in their order, and what the last of each printed is
// compared with the ```json answer or ```text answer that follows.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import ts from 'typescript'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
// Ends what one block printed.
const SEPARATOR = '\u001e'
/** In a shown answer: there are more members than these. */
const MORE = '…'
const RUN_WITHIN_MS = 60_000

export type Language = 'sh' | 'ts'

export interface Block {
  language: string
  kind: string
  code: string
}

/** The blocks of a page that are run, or are answers. */
export const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^```(\w+) (runnable|answer)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', kind = '', code = '']) => ({ language, kind, code }),
  )

/** An answer that is shown, and which block of the language printed it, from 0. */
export interface ShownAnswer {
  shown: string
  printedBy: Record<Language, number>
}

/** The answers of a page with the blocks before them; throws where an answer has none of a language. */
export function answersOf(blocks: readonly Block[]): ShownAnswer[] {
  const run: Record<Language, number> = { sh: -1, ts: -1 }
  let before = { ...run }
  return blocks.flatMap(({ language, kind, code }) => {
    if (kind === 'runnable') {
      if (language !== 'sh' && language !== 'ts') throw new Error(`nothing runs ${language}`)
      run[language] += 1
      return []
    }
    if (run.sh === before.sh || run.ts === before.ts) throw new Error(`an answer without blocks before it: ${code}`)
    before = { ...run }
    return [{ shown: code.trim(), printedBy: before }]
  })
}

/** Runs all blocks of one language in their order, in an empty folder, and returns what each printed. */
export async function runBlocks(
  blocks: readonly Block[],
  language: Language,
  environment: Record<string, string>,
): Promise<string[]> {
  const codes = blocks.filter((one) => one.kind === 'runnable' && one.language === language).map(({ code }) => code)
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-page-'))
  const options = { cwd: folder, timeout: RUN_WITHIN_MS, env: { PATH: process.env.PATH, HOME: folder, ...environment } }
  try {
    const { stdout } =
      language === 'sh'
        ? await run('bash', ['-c', shellOf(codes)], options)
        : await run(process.execPath, [await moduleOf(codes, folder)], options)
    return stdout.split(SEPARATOR).slice(0, -1)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const shellOf = (codes: readonly string[]) =>
  ['set -euo pipefail', ...codes.flatMap((code) => [code, "printf '\\036'"])].join('\n')

/** One module of all blocks; what they log is printed as JSON. */
async function moduleOf(codes: readonly string[], folder: string): Promise<string> {
  const path = join(folder, 'page.mjs')
  const print =
    "console.log = (value) => void process.stdout.write(typeof value === 'string' ? value : JSON.stringify(value))"
  const separated = codes.flatMap((code) => [code, `process.stdout.write('\\u001e')`])
  const { outputFiles } = await build({
    stdin: { contents: separated.join('\n'), loader: 'ts', resolveDir: root },
    alias: { 'ceralacca/client': './client/src/index.ts' },
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: print },
    write: false,
  })
  await writeFile(path, outputFiles[0]?.text ?? '')
  return path
}

/** A value with what differs from run to run replaced, and no more members than the shown one wants. */
export function shapeOf(value: unknown, shown: unknown = value): unknown {
  if (typeof value === 'string') return masked(value)
  if (typeof value === 'number') return value > 1_500_000_000 ? '(seconds)' : value
  if (Array.isArray(value)) return value.map((one, at) => shapeOf(one, Array.isArray(shown) ? shown[at] : undefined))
  if (typeof value !== 'object' || value === null) return value
  const isPart = MORE in Object(shown)
  const wanted = Object.entries(value).filter(([name]) => name !== MORE && (!isPart || name in Object(shown)))
  return Object.fromEntries(wanted.map(([name, member]) => [name, shapeOf(member, Reflect.get(Object(shown), name))]))
}

const masked = (text: string) =>
  text
    .replaceAll(/\b[0-9a-f]{24}(?![0-9a-f])/g, '(id)')
    .replaceAll(/\b\d{2}\/\d{2}\/\d{4}\b/g, '(date)')
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(moment)')
    .replaceAll(/\bcliente\d*@example\.com/g, 'cliente@example.com')
    .replaceAll(/^(?:[A-Z]{2}\d{6}|\d{8}|[0-9a-f]{6})$/g, '(code)')

/** The same members of a new answer as the shown one has, to be shown in its place. */
export function shownAgain(value: unknown, shown: unknown): unknown {
  if (Array.isArray(value)) return value.map((one, at) => shownAgain(one, Array.isArray(shown) ? shown[at] : undefined))
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? sampled(value) : value
  const isPart = MORE in Object(shown)
  const wanted = Object.entries(value).filter(([name]) => !isPart || name in Object(shown))
  const members = wanted.map(([name, member]) => [name, shownAgain(member, Reflect.get(Object(shown), name))])
  return { ...Object.fromEntries(members), ...(isPart && { [MORE]: Reflect.get(Object(shown), MORE) }) }
}

const sampled = (text: string) => text.replaceAll(/\bcliente\d*@example\.com/g, 'cliente@example.com')

/** What the compiler says of the ts blocks of some pages, each page as one module. */
export function typeFaults(pages: Readonly<Record<string, readonly Block[]>>): string[] {
  const modules = new Map(
    Object.entries(pages).map(([page, blocks]) => [
      join(root, `client/test/${page}.page.ts`),
      blocks.flatMap(({ language, kind, code }) => (language === 'ts' && kind === 'runnable' ? [code] : [])).join('\n'),
    ]),
  )
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true, types: ['node'] },
    ...{ target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext, lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'] },
    paths: { 'ceralacca/client': [join(root, 'client/src/index.ts')] },
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (path) => modules.has(path) || fileExists(path)
  host.getSourceFile = (path, version, ...rest) => {
    const text = modules.get(path)
    return text === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version)
  }
  const program = ts.createProgram([...modules.keys()], options, host)
  return [...modules.keys()]
    .flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)))
    .map(({ file, start, messageText }) => {
      const line = file === undefined ? '' : file.text.slice(0, start).split('\n').length
      return `${file?.fileName ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
}
