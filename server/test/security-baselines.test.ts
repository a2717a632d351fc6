// ASVS 5.0 and the ACN measures: every line is there, and what is said to show that it is met exists.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8')

interface Line {
  id: string
  /** Its level, or whom it is for. */
  of: string
  state: string
  how: string
}

const linesOf = (page: string): Line[] =>
  [...read(`docs/security/${page}.md`).matchAll(/^\| ([A-Z]+[\w.-]*\d) +\| ([^|]+)\| [^|]+\| ([^|]+)\| (.*)\|$/gm)].map(
    ([, id = '', of = '', state = '', how = '']) => ({ id, of: of.trim(), state: state.trim(), how: how.trim() }),
  )

const testIn = /`([\w./-]+\.test\.ts)`: `([^`]+)`/g

/** A title as it stands in a file, whatever it is quoted with. */
const hasTitle = (text: string, title: string) => ["'", '`', '"'].some((quote) => text.includes(`${quote}${title}`))

function wrongIn({ id, state, how }: Line): string[] {
  const tests = [...how.matchAll(testIn)]
  const gone = tests.filter(
    ([, path = '', title = '']) => !existsSync(`${root}/${path}`) || !hasTitle(read(path), title),
  )
  const lacks =
    (state === 'met' && tests.length === 0) || (state === 'written' && !/\]\([^)]+\)|`[^`]+`/.test(how)) || how === ''
  return [
    ...gone.map(([, path, title]) => `${id}: no "${title}" in ${path}`),
    ...(lacks ? [`${id}: nothing said`] : []),
  ]
}

describe.each([
  ['asvs-5.0', ['1', '2'], 253],
  ['acn-baseline', ['all', 'essential'], 43],
] as const)('the lines of %s', (page, of, count) => {
  const lines = linesOf(page)

  it('are all there, each once, with a state', () => {
    expect(new Set(lines.map(({ id }) => id)).size).toBe(count)
    expect(lines).toHaveLength(count)
    for (const line of lines) {
      expect(of, line.id).toContain(line.of)
      expect(['met', 'written', 'operator', 'not met', 'n/a'], line.id).toContain(line.state)
    }
  })

  it('name tests and pages that are there, or a reason', () => {
    expect(lines.flatMap(wrongIn)).toEqual([])
  })
})

it('of the standard are those of both levels', () => {
  const levels = linesOf('asvs-5.0').map(({ of }) => of)
  expect([levels.filter((one) => one === '1').length, levels.filter((one) => one === '2').length]).toEqual([70, 183])
  expect(linesOf('acn-baseline').filter(({ of }) => of === 'all')).toHaveLength(37)
})
