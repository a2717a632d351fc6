// References such as "contract 1.12" resolve to sections of docs/contract.md. Nothing refers to pages outside the
// repository.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 })
const sources = git('ls-files', '-z', '--cached', '--others', '--exclude-standard')
  .split('\0')
  .filter((path) => /\.(ts|mjs|js|sql|md|yml)$/.test(path) && existsSync(join(root, path)))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** A file as continuous text, so that sentences broken over several comment lines are in one piece. */
const textOf = (path: string) =>
  path.endsWith('.md') ? read(path) : read(path).replaceAll(/[ \t]*\n[ \t]*(?:\*|\/\/|--)[ \t]+/g, ' ')

const contract = read('docs/contract.md')
const sections = [...contract.matchAll(/^#{2,3} (\d+(?:\.\d+)*) /gm)].map(([, number = '']) => number)

/**
 * The sections that a text refers to: "contract 1.12", and lists such as "contract 1.7 and 4.1" or "contract 7.2, 2.4,
 * 6".
 */
const referencesIn = (text: string) =>
  [...text.matchAll(/\bcontract (\d+(?:\.\d+)*(?:(?:,| and) (?:\d\.\d+|\d(?=\))))*)/gi)].flatMap(([, list = '']) =>
    list.split(/, | and /),
  )

const references = sources.flatMap((path) => referencesIn(textOf(path)).map((number) => ({ path, number })))

describe('references to the contract', () => {
  it('name sections of docs/contract.md', () => {
    const dead = references.filter(({ number }) => !sections.includes(number))
    expect(dead.map(({ path, number }) => `${path}: contract ${number} is no section of docs/contract.md`)).toEqual([])
    expect(references.length).toBeGreaterThan(50)
  })

  it('have unique section numbers', () => {
    expect(sections.filter((number, index) => sections.indexOf(number) !== index)).toEqual([])
  })

  it('are found in lists and across comment lines', () => {
    expect(referencesIn('(contract 7.2, 2.4, 6) and contract 1.7 and 4.1; 106 to 116')).toEqual(
      ['7.2', '2.4', '6', '1.7', '4.1'], // 106 is a refusal
    )
    expect(referencesIn('contract 1.12, steps 8 and 9; the 24 operations of the contract. 3 more')).toEqual(['1.12'])
  })

  it('are the only numbered references: none to pages outside the repository', () => {
    const outside = /\b(?:interface|layout|house|stack|domain rules|domain)(?:\.md)? \d+(?:\.\d+)?(?![\d,]*\w)/gi
    const found = sources.flatMap((path) => [...textOf(path).matchAll(outside)].map(([text]) => `${path}: ${text}`))
    expect(found).toEqual([])
  })
})
