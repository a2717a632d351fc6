// The built documentation: whole, well-formed, free of other sites, and true where it can be tried.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import MiniSearch from 'minisearch'
import { parse } from 'parse5'
import type { DefaultTreeAdapterMap } from 'parse5'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writtenPages } from '../../scripts/docs/pages.ts'
import { indexOptions } from '../../scripts/docs/site/index-options.ts'
import { routes } from '../src/api/routes.ts'
import { spaces } from '../src/errors/spaces.ts'
import { startServer } from '../src/testing/world.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const built = new URL('../dist/docs/', import.meta.url)
const list: Record<string, { file: string; type: string }> = JSON.parse(
  readFileSync(new URL('list.json', built), 'utf8'),
)
const textOf = (address: string) => readFileSync(new URL(list[address]?.file ?? '', built), 'utf8')
const addresses = Object.keys(list)
const pages = addresses.filter((address) => list[address]?.type.startsWith('text/html') === true)

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

interface ReadPage {
  mistakes: string[]
  elements: Element[]
  ids: string[]
}

const read = new Map<string, ReadPage>()
beforeAll(() => {
  for (const address of pages) read.set(address, readPage(textOf(address)))
})

function readPage(html: string): ReadPage {
  const mistakes: string[] = []
  const document = parse(html, { onParseError: ({ code, startLine }) => mistakes.push(`${code}, line ${startLine}`) })
  const elements = elementsIn(document)
  return { mistakes, elements, ids: elements.flatMap((element) => attribute(element, 'id') ?? []) }
}

function elementsIn(node: Node): Element[] {
  const inner = 'childNodes' in node ? node.childNodes.flatMap((child) => elementsIn(child)) : []
  return 'tagName' in node ? [node, ...inner] : inner
}

const attribute = ({ attrs }: Element, name: string) => attrs.find((one) => one.name === name)?.value
const inEach = (find: (page: ReadPage, address: string) => readonly string[]) =>
  [...read].flatMap(([address, page]) => find(page, address).map((what) => `${address}: ${what}`))

describe('the pages', () => {
  it('are there for every call, and every text has its markdown', () => {
    const calls = routes.map(({ name }) => `/docs/api/${name}`)
    expect(pages).toEqual(expect.arrayContaining(calls))
    const texts = pages.filter((address) => address !== '/docs/404')
    const missing = texts.filter((address) => {
      const page = read.get(address)?.elements.find((one) => attribute(one, 'type') === 'text/markdown')
      return page === undefined || list[attribute(page, 'href') ?? ''] === undefined
    })
    expect(missing).toEqual([])
    expect(texts.length).toBeGreaterThan(calls.length + 80)
  })

  it('are well-formed, with every id once', () => {
    const wrong = inEach(({ mistakes, ids }) => [...mistakes, ...ids.filter((id, at) => ids.indexOf(id) !== at)])
    expect(wrong).toEqual([])
  })

  it('have one first heading, a language, a title, and no level of headings left out', () => {
    const wrong = inEach(({ elements }) => {
      const levels = elements.flatMap(({ tagName }) => (/^h[1-6]$/.test(tagName) ? [Number(tagName[1])] : []))
      const ofText = levels.filter((level) => level === 1)
      const skips = levels.filter((level, at) => at > 0 && level > (levels[at - 1] ?? 0) + 1)
      const html = elements.find(({ tagName }) => tagName === 'html')
      const said = html !== undefined && /^(en|it)$/.test(attribute(html, 'lang') ?? '')
      return [
        ...(ofText.length === 1 ? [] : [`${ofText.length} first headings`]),
        ...skips.map((level) => `a heading of level ${level} too deep`),
        ...(said ? [] : ['no language']),
      ]
    })
    expect(wrong).toEqual([])
  })

  it('link to pages and places that are there', () => {
    const elsewhere = new Set(['/openapi.json', '/console'])
    const dead = inEach(({ elements, ids }, address) =>
      elements.flatMap((element) => {
        const target = attribute(element, 'href') ?? attribute(element, 'src')
        if (target === undefined || /^(https?:|mailto:)/.test(target)) return []
        const [path = '', anchor] = target.split('#')
        if (elsewhere.has(path)) return []
        const known = path === '' || path === address ? ids : (read.get(path)?.ids ?? [])
        const isThere = path === '' || list[path] !== undefined
        return isThere && (anchor === undefined || known.includes(decodeURIComponent(anchor))) ? [] : [target]
      }),
    )
    expect(dead).toEqual([])
  })

  it('load nothing from other sites, and have no script or style of their own', () => {
    const loaded = inEach(({ elements }) =>
      elements.flatMap((element) => {
        const { tagName, attrs, childNodes } = element
        const own = attrs.filter(({ name }) => name === 'style' || name.startsWith('on')).map(({ name }) => name)
        const fetched = tagName === 'a' ? undefined : (attribute(element, 'src') ?? attribute(element, 'href'))
        const foreign = fetched !== undefined && /^(\w+:|\/\/)/.test(fetched) ? [fetched] : []
        const inline = tagName === 'style' || (tagName === 'script' && childNodes.length > 0) ? [tagName] : []
        return [...own, ...foreign, ...inline]
      }),
    )
    expect(loaded).toEqual([])
    for (const script of addresses.filter((address) => address.endsWith('.js')))
      expect(textOf(script), script).not.toMatch(/localStorage|sessionStorage|document\.cookie|indexedDB|https?:\/\//)
  })

  it('name each other in both languages', () => {
    const italian = pages.filter((address) => /^\/docs\/it(\/|$)/.test(address))
    expect(italian.length).toBeGreaterThanOrEqual(7)
    for (const address of italian) {
      const other = address === '/docs/it' ? '/docs' : address.replace('/docs/it/', '/docs/')
      for (const [from, to] of [
        [address, other],
        [other, address],
      ] as const) {
        const links = read.get(from)?.elements.filter(({ tagName }) => tagName === 'a') ?? []
        expect(
          links.some((one) => attribute(one, 'href') === to && attribute(one, 'hreflang') !== undefined),
          `${from} to ${to}`,
        ).toBe(true)
      }
    }
  })

  it('have an address for every refusal, in both languages', () => {
    const prefixes = { contract: 'n', own: 'own-n', oauth: 'oauth-n' }
    const wanted = (['contract', 'own', 'oauth'] as const).flatMap((space) =>
      Object.keys(spaces[space]).map((number) => prefixes[space] + number),
    )
    for (const address of ['/docs/reference/refusals', '/docs/it/reference/refusals'])
      expect(read.get(address)?.ids).toEqual(expect.arrayContaining(wanted))
  })

  it('say in words what a diagram shows', () => {
    const drawn = [...read].filter(([, { elements }]) => elements.some(({ tagName }) => tagName === 'svg'))
    expect(drawn.length).toBe(10)
    for (const [, { elements }] of drawn)
      for (const name of ['title', 'desc']) expect(elements.map(({ tagName }) => tagName)).toContain(name)
    expect(textOf('/docs/reference/lifecycles/mailbox')).toContain('From in_evasione to evasa: accept (provider).')
    const italian = textOf('/docs/it/reference/lifecycles/mailbox')
    expect(italian).toContain('Da in_evasione a evasa: accept (fornitore).')
  })

  it('are legible in light and in dark: contrast of 4.5 to 1 (WCAG 2.2, 1.4.3)', () => {
    const style = textOf('/docs/assets/style.css')
    const schemes = style.split('prefers-color-scheme: dark').map((part) => new Map(coloursIn(part)))
    expect(schemes).toHaveLength(2)
    for (const colours of schemes) {
      for (const text of ['ink', 'soft', 'seal'])
        for (const ground of ['paper', 'panel'])
          expect(contrast(colours.get(text) ?? '', colours.get(ground) ?? ''), `${text} on ${ground}`).toBeGreaterThan(
            4.5,
          )
      expect(contrast(colours.get('ink') ?? '', colours.get('mark') ?? '')).toBeGreaterThan(4.5)
    }
  })
})

const coloursIn = (part: string) =>
  [...part.slice(0, part.indexOf('* {')).matchAll(/--(\w+): (#[0-9a-f]{6})/g)].map(
    ([, name = '', colour = '']) => [name, colour] as const,
  )

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('the contents', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-contents-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('name every page, and no page that is not there', () => {
    expect(new Set(writtenPages(root).map(({ slug }) => slug)).size).toBe(writtenPages(root).length)
  })

  it('are refused where they forget one', () => {
    for (const { file, markdown } of writtenPages(root)) {
      mkdirSync(join(folder, file, '..'), { recursive: true })
      writeFileSync(join(folder, file), markdown)
    }
    expect(() => writtenPages(folder)).not.toThrow()
    writeFileSync(join(folder, 'docs/forgotten.md'), '# Forgotten\n')
    expect(() => writtenPages(folder)).toThrow('does not name: docs/forgotten.md')
  })
})

describe('what programs read', () => {
  it('llms.txt has title, summary, sections, and links to markdown alone', () => {
    const lines = textOf('/llms.txt').split('\n')
    expect(lines[0]).toBe('# Ceralacca')
    expect(lines.find((line) => line !== '' && !line.startsWith('# '))).toMatch(/^> /)
    const links = lines.flatMap((line) => /^- \[.+?\]\((\/docs\/[^)]+\.md)\)/.exec(line)?.[1] ?? [])
    expect(links.filter((link) => list[link] === undefined)).toEqual([])
    expect(lines.filter((line) => line.startsWith('- ')).length).toBe(links.length)
    expect(links.length).toBe(pages.length - 1)
  })

  it('markdown links to markdown that is there', () => {
    const dead = addresses
      .filter((address) => address.endsWith('.md'))
      .flatMap((address) =>
        [
          ...textOf(address)
            .replaceAll(/^```[\s\S]*?^```/gm, '')
            .matchAll(/\]\((\/[^)#\s]+)/g),
        ].flatMap(([, link = '']) =>
          list[link] !== undefined || ['/openapi.json', '/docs'].includes(link) ? [] : [`${address} links to ${link}`],
        ),
      )
    expect(dead).toEqual([])
  })

  it('openapi.json and connector.openapi.json are those of the repository', () => {
    expect(textOf('/docs/connector.openapi.json')).toBe(readFileSync(join(root, 'connector.openapi.json'), 'utf8'))
  })
})

describe('the search', () => {
  const index = MiniSearch.loadJSON(textOf('/docs/assets/search.json'), indexOptions)
  const found = (words: string) =>
    index
      .search(words)
      .slice(0, 8)
      .map(({ id }) => String(id))

  it.each([
    ['267', '/docs/reference/refusals#n267'],
    ['renew mailbox', '/docs/api/renewMailbox'],
    ['idempotency', '/docs/it/existing-clients#che-cosa-cè-di-nuovo-senza-disturbare'],
    ['avvio rapido', '/docs/it/quick-start'],
    ['DATABASE_URL', '/docs/reference/settings'],
    ['callback senza ricevitore', '/docs/it/sandbox#callback-senza-ricevitore'],
  ])('finds %s', (words, address) => {
    expect(index.search(words).map(({ id }) => id)).toContain(address)
  })

  it('folds case and accents, and forgives a slip', () => {
    expect(found('È DAVVERO NOSTRA')).toEqual(found('e davvero nostra'))
    expect(found('e davvero nostra')).toContain('/docs/it/callbacks#è-davvero-nostra')
    expect(found('rinovo').length).toBeGreaterThan(0)
  })

  it('leads to places that are there', () => {
    const ids: string[] = Object.values(JSON.parse(textOf('/docs/assets/search.json')).documentIds)
    const dead = ids.filter((id) => {
      const [path = '', anchor] = id.split('#')
      const page = read.get(path)
      return page === undefined || (anchor !== undefined && !page.ids.includes(anchor))
    })
    expect(dead).toEqual([])
    expect(ids.length).toBeGreaterThan(1000)
  })
})

describe('the first mailbox', () => {
  const world = startServer()
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-first-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const blocksOf = (page: string) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/^```sh runnable\n([\s\S]*?)^```/gm)].map(
      ([, block = '']) => block,
    )

  it('is the same in both languages', () => {
    expect(blocksOf('docs/it/first-mailbox.md')).toEqual(blocksOf('docs/first-mailbox.md'))
    expect(blocksOf('docs/first-mailbox.md')).toHaveLength(7)
  })

  it('works, command by command', async () => {
    const { email, apiKey, token } = await world.customer({ creditCents: 100_00 })
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'data/sandbox.json'), JSON.stringify({ baseUrl: world.baseUrl, email, apiKey, token }))
    const script = ['set -eu', ...blocksOf('docs/first-mailbox.md')].join('\n')
    const child = spawn('bash', ['-c', script], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    let isDecided = false
    for await (const part of child.stdout) {
      said += String(part)
      if (isDecided || !said.includes('"stato":"in_evasione"')) continue
      isDecided = true
      await world.pass(10_000)
    }
    expect(said).toContain('"available":true')
    expect(said).toContain('"stato":"registrata"')
    expect(said).toContain('"stato":"evasa"')
    expect(said).toContain('64')
  }, 120_000)

  it('is the only page with commands for a test to run, beside the 24 operations, which have one of their own', () => {
    const marked = writtenPages(root).filter(
      ({ section, markdown }) => section !== 'operations' && /^```\w+ runnable$/m.test(markdown),
    )
    expect(marked.map(({ file }) => file)).toEqual(['docs/first-mailbox.md', 'docs/it/first-mailbox.md'])
  })
})
