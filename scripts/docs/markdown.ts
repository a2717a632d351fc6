// Markdown into the HTML of a page, with what the layout and the search need of it.
import MarkdownIt from 'markdown-it'
import type { Graphviz } from '@hpcc-js/wasm-graphviz'
import { drawDiagram } from './diagram.ts'
import { anchorOf, escape } from './html.ts'
import { addressOf } from './links.ts'
import { headingOf } from './pages.ts'
import type { Page } from './pages.ts'

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number]

export interface Heading {
  level: number
  text: string
  anchor: string
}

/** A piece of a page that can be found by itself. */
export interface Passage {
  anchor: string
  title: string
  text: string
}

export interface Rendered {
  html: string
  headings: Heading[]
  passages: Passage[]
}

const markdown = new MarkdownIt({ html: false })
const { rules } = markdown.renderer

rules.fence = (tokens, at) => {
  const { content, info } = tokens[at] ?? { content: '', info: '' }
  // `sh runnable` is shell, and run by a test.
  const [language = ''] = info.trim().split(' ')
  return `<pre><code${language === '' ? '' : ` class="language-${escape(language)}"`}>${escape(content)}</code></pre>\n`
}
// Long names may break after their joints.
const breakable = (html: string) => html.replaceAll(/([._/,:=\]])(?=\w)/g, '$1<wbr>')
rules.code_inline = (tokens, at) => `<code>${breakable(escape(tokens[at]?.content ?? ''))}</code>`
rules.text = (tokens, at) => escape(tokens[at]?.content ?? '').replaceAll(/\S{16,}/g, breakable)
rules.table_open = () => '<div class="table"><table>\n'
rules.table_close = () => '</table></div>\n'
rules.heading_close = (tokens, at) => {
  const { tag = 'h2' } = tokens[at] ?? {}
  const anchor = attributeOf(tokens[at - 2], 'id') ?? ''
  const link = tag === 'h1' ? '' : ` <a class="anchor" href="#${escape(anchor)}" aria-hidden="true" tabindex="-1">#</a>`
  return `${link}</${tag}>\n`
}

function attributeOf(token: Token | undefined, name: string): string | undefined {
  const value = token?.attrGet(name) ?? undefined
  return value === undefined ? undefined : String(value)
}

/** What pages are rendered with: the layout of diagrams, and the address of each call by `METHOD /path`. */
export interface Surroundings {
  graphviz: Graphviz
  calls: ReadonlyMap<string, string>
}

/** Renders a page. */
export function render(page: Page, { graphviz, calls }: Surroundings): Rendered {
  const tokens = markdown.parse(page.markdown, {})
  const headings = nameHeadings(tokens)
  nameRows(page, tokens)
  tokens.forEach((token, at) => {
    if (token.type === 'fence' && token.info.trim() === 'mermaid') {
      token.type = 'html_block'
      token.content = drawDiagram(graphviz, token.content, page, `diagram-${at}`)
    }
    // Alignment would be an inline style.
    if (token.type === 'td_open' || token.type === 'th_open') token.attrs = null
    for (const child of token.children ?? []) follow(page, child)
    token.children = token.children && linkCalls(token.children, calls)
  })
  const html = markdown.renderer.render(tokens, markdown.options, {})
  return { html, headings, passages: passagesOf(page, tokens) }
}

function follow(page: Page, token: Token): void {
  const name = token.type === 'link_open' ? 'href' : token.type === 'image' ? 'src' : undefined
  if (name === undefined) return
  const address = addressOf(page.file, attributeOf(token, name) ?? '')
  if (address === undefined) {
    // A file of the repository: named, not linked.
    token.attrs = null
    return
  }
  token.attrSet(name, address)
  if (/^https?:/.test(address)) token.attrSet('rel', 'noreferrer')
}

/** Calls named in a text lead to their pages. */
function linkCalls(tokens: readonly Token[], calls: ReadonlyMap<string, string>): Token[] {
  let isLinked = false
  return tokens.flatMap((token) => {
    if (token.type === 'link_open') isLinked = true
    if (token.type === 'link_close') isLinked = false
    const address = token.type === 'code_inline' && !isLinked ? calls.get(token.content) : undefined
    if (address === undefined) return [token]
    return linked(token, address)
  })
}

function linked(token: Token, address: string): Token[] {
  const [open, close] = [htmlToken(`<a href="${escape(address)}">`), htmlToken('</a>')]
  return [...open, token, ...close]
}

/** A piece of HTML as the renderer takes it, made by it from nothing. */
function htmlToken(html: string): Token[] {
  const [token] = markdown.parseInline('x', {})[0]?.children ?? []
  if (token === undefined) return []
  token.type = 'html_inline'
  token.content = html
  return [token]
}

function nameHeadings(tokens: readonly Token[]): Heading[] {
  const taken = new Map<string, number>()
  return tokens.flatMap((token, at) => {
    if (token.type !== 'heading_open') return []
    const text = textOf(tokens[at + 1])
    const name = anchorOf(text)
    const before = taken.get(name) ?? 0
    taken.set(name, before + 1)
    const anchor = before === 0 ? name : `${name}-${before}`
    token.attrSet('id', anchor)
    return [{ level: Number(token.tag.slice(1)), text, anchor }]
  })
}

/** Rows people look up by their first cell have an address: refusals (`n267`, `own-n115`), words of the glossary. */
function nameRows(page: Page, tokens: readonly Token[]): void {
  const spaces = ['', 'own-', 'oauth-']
  let section = -1
  tokens.forEach((token, at) => {
    if (token.type === 'heading_open' && token.tag === 'h2') section += 1
    if (token.type !== 'tr_open' || tokens[at + 1]?.type !== 'td_open') return
    const first = textOf(tokens[at + 2])
    if (/(^|\/)refusals$/.test(page.slug)) token.attrSet('id', `${spaces[section] ?? ''}n${first}`)
    if (page.slug === 'glossary') token.attrSet('id', `word-${first.replaceAll(/[^\w.-]/g, '-')}`)
  })
}

function passagesOf(page: Page, tokens: readonly Token[]): Passage[] {
  const passages: Passage[] = []
  let current: Passage = { anchor: '', title: headingOf(page), text: '' }
  passages.push(current)
  tokens.forEach((token, at) => {
    const anchor = attributeOf(token, 'id')
    if (token.type === 'heading_open' && anchor !== undefined) {
      current = { anchor: token.tag === 'h1' && at === 0 ? '' : anchor, title: textOf(tokens[at + 1]), text: '' }
      passages.push(current)
    } else if (token.type === 'tr_open' && anchor !== undefined) {
      current = { anchor, title: textOf(tokens[at + 2]), text: '' }
      passages.push(current)
    } else if (token.type === 'inline' && tokens[at - 1]?.type !== 'heading_open') current.text += `${textOf(token)} `
  })
  return passages.filter(({ text, anchor }) => text.trim() !== '' || anchor !== '')
}

/** The words of a piece of markdown, without markup. */
function textOf(token: Token | undefined): string {
  if (token?.children == null) return token?.content ?? ''
  return token.children.map((child) => (child.type === 'softbreak' ? ' ' : child.content)).join('')
}
