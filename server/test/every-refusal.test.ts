// Every refusal declared by an operation was seen in some test of this run, except those listed as untested.
import { readFile, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, inject, it } from 'vitest'
import { routes } from '../src/api/routes.ts'

const server = fileURLToPath(new URL('..', import.meta.url))

it('no refusal listed as untested was seen', async () => {
  const seen = new Set(await linesOf(inject('seenRefusals')))
  expect((await listed()).filter((pair) => seen.has(pair))).toEqual([])
})

it('every declared refusal was seen in this run, except those listed as untested', async ({ skip }) => {
  const started = new Set(await linesOf(inject('startedServers')))
  skip(!(await filesWithServers()).every((file) => started.has(file)), 'only some test files ran')
  const seen = new Set(await linesOf(inject('seenRefusals')))
  const declared = routes.flatMap(({ route, refusals }) => refusals.map(({ number }) => `${route} ${number}`))
  expect(declared.length).toBeGreaterThan(100)
  const unseen = [...new Set(declared)].filter((pair) => !seen.has(pair)).sort()
  expect(unseen).toEqual(await listed())
})

const listed = () => linesOf(fileURLToPath(new URL('./golden/untested-refusals.txt', import.meta.url)))

/** The test files that start a whole server. A run without any of them is incomplete. */
async function filesWithServers(): Promise<string[]> {
  const folders = await Promise.all(['src', 'test'].map((name) => readdir(server + name, { recursive: true })))
  const files = folders.flatMap((names, n) => names.map((name) => `${server}${n === 0 ? 'src' : 'test'}/${name}`))
  const tests = files.filter((file) => file.endsWith('.test.ts'))
  const texts = await Promise.all(tests.map((file) => readFile(file, 'utf8')))
  const found = tests.filter((_, n) => / = startServer\(/.test(texts[n] ?? ''))
  expect(found.length).toBeGreaterThan(20)
  return found
}

/** The lines of a file; empty when it does not exist. */
async function linesOf(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').filter((line) => line !== '')
}
