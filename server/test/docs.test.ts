// The documentation matches the repository: links resolve, files exist, commands are defined in package.json.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 })
const tracked = git('ls-files', '-z', '--cached', '--others', '--exclude-standard')
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))
const pages = tracked.filter((path) => path.endsWith('.md'))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const folders = 'server|client|cli|console|testing|docs|examples|scripts'
const aPath = new RegExp(
  `^(?:(?:${folders})/[\\w./-]+|[A-Z]+\\.md|(?:connector\\.)?openapi\\.json|package\\.json|\\.env\\.example)$`,
)

describe('the documents', () => {
  it('are there', () => {
    const wanted = ['README', 'ARCHITECTURE', 'CONTRIBUTING', 'CHANGELOG', 'SECURITY', 'docs/divergences']
    expect(pages).toEqual(expect.arrayContaining(wanted.map((name) => `${name}.md`)))
  })

  it('link to what exists', () => {
    const dead = pages.flatMap((page) => linksOf(read(page)).flatMap((link) => deadLink(page, link)))
    expect(dead).toEqual([])
  })

  it('name files that exist', () => {
    const gone = pages.flatMap((page) =>
      quotedIn(read(page))
        // What a build makes need not be there yet.
        .filter((name) => aPath.test(name) && !name.startsWith('server/dist/') && !existsSync(join(root, name)))
        .map((name) => `${page} names ${name}`),
    )
    expect(gone).toEqual([])
  })

  it('name only commands defined in package.json', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'))
    const named = pages.flatMap((page) =>
      codeIn(read(page)).flatMap((code) =>
        [...code.matchAll(/\bnpm (?:run )?([a-z]+)/g)].map((found) => found[1] ?? ''),
      ),
    )
    const known = [...Object.keys(scripts), 'audit', 'ci', 'install', 'pack', 'prune', 'run']
    expect(named.filter((name) => !known.includes(name))).toEqual([])
    expect(read('README.md').split('\n')).toEqual(expect.arrayContaining(['npm ci && npm start', 'npm ci && npm test']))
  })

  it('number their decisions without gaps', () => {
    const numbers = pages.flatMap((page) => /^docs\/decisions\/(\d{4})-/.exec(page)?.[1] ?? [])
    expect(numbers).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, '0')))
    expect(numbers.length).toBeGreaterThan(0)
  })
})

describe('the repository', () => {
  it('names no machine and no registry', () => {
    const machine = /(?<![\w.:-])\/(?:work|root|home|Users)\/[\w.-]+/
    const registry = /registry\.[\w-]+\.\w+|npmjs\.org|"resolved": "http/
    const telling = tracked.filter(isText).filter((path) => path !== 'server/test/docs.test.ts')
    const wrong = telling.flatMap((path) => {
      const found = machine.exec(read(path)) ?? registry.exec(read(path))
      return found === null ? [] : [`${path}: ${found[0]}`]
    })
    expect(wrong).toEqual([])
  })

  it('is under the Apache License 2.0, word for word', () => {
    const words = read('LICENSE').trim().split(/\s+/).join(' ')
    // Hash of the published text with its appendix, white space collapsed.
    const published = '0ffddef9e48f8a09aed5caf2d44f7ba1c1be2d9b8e0a6f693b1635b2d5566645'
    expect(createHash('sha256').update(words).digest('hex')).toBe(published)
    for (const path of tracked.filter((one) => /(^|\/)package\.json$/.test(one)))
      expect(read(path), path).toContain('"license": "Apache-2.0"')
  })
})

const linksOf = (text: string) => [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].map((found) => found[1] ?? '')
const quotedIn = (text: string) => [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map((found) => found[1] ?? '')
const codeIn = (text: string) => [...quotedIn(text), ...(text.match(/^```[\s\S]*?^```/gm) ?? [])]
const withoutBlocks = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, '')

function deadLink(page: string, link: string): string[] {
  if (/^(https?:|mailto:)/.test(link)) return []
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : relative(root, resolve(root, dirname(page), path))
  if (target.startsWith('..') || !existsSync(join(root, target))) return [`${page} links to ${link}`]
  return anchor === undefined || anchorsOf(target).includes(anchor) ? [] : [`${page} links to ${link}`]
}

function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

const isText = (path: string) => !/\.(ttf|pdf|png)$/.test(path) && statSync(join(root, path)).size < 2e6
