// The contents beside a page: all sections, and the pages of the one it is in.
import { groups } from './api/pages.ts'
import { apiSection, contents } from './contents.ts'
import { escape } from './html.ts'
import type { Language, Page } from './pages.ts'
import { words } from './words.ts'

/** All pages, and how they find each other. */
export class Site {
  readonly pages: readonly Page[]
  readonly #bySlug: ReadonlyMap<string, Page>

  constructor(pages: readonly Page[]) {
    this.pages = pages
    this.#bySlug = new Map(pages.map((page) => [page.slug, page]))
  }

  /** The page in a language; undefined where it is not in that one. */
  in(language: Language, page: Page): Page | undefined {
    if (page.language === language) return page
    return this.#bySlug.get(language === 'it' ? italianOf(page.slug) : page.slug.replace(/^it\/?/, ''))
  }

  /** The pages in the order of the contents, as somebody who reads this language is led through them. */
  readonly orderIn = (language: Language): Page[] =>
    this.pages.filter((page) => page.language === 'en').map((page) => this.in(language, page) ?? page)
}

const italianOf = (slug: string) => (slug === '' ? 'it' : `it/${slug}`)

/** The address of a page. */
export const hrefOf = ({ slug }: Page): string => (slug === '' ? '/docs' : `/docs/${slug}`)

/** The address of its markdown. */
export const markdownHrefOf = ({ slug }: Page): string =>
  `/docs/${slug === '' || slug === 'it' ? `${slug === '' ? '' : 'it/'}index` : slug}.md`

/** The navigation of a page, as HTML. */
export function navigationOf(site: Site, page: Page): string {
  const order = site.orderIn(page.language)
  const sections = contents.map(({ id, [page.language]: title }) => {
    const inside = order.filter(({ section }) => section === id)
    const [first] = inside
    if (first === undefined) return ''
    if (id !== page.section) return `<li><a class="section" href="${hrefOf(first)}">${escape(title)}</a></li>`
    const items = id === apiSection ? callsIn(inside, page) : inside.map((one) => itemOf(one, page))
    return `<li class="open"><a class="section" href="${hrefOf(first)}">${escape(title)}</a>\n<ul>\n${items.join('\n')}\n</ul></li>`
  })
  return `<ul>\n${sections.filter((one) => one !== '').join('\n')}\n</ul>`
}

function itemOf(one: Page, current: Page): string {
  const here = one === current ? ' aria-current="page"' : ''
  const foreign = one.language === current.language ? '' : ` hreflang="${one.language}" lang="${one.language}"`
  const note = one.language === current.language ? '' : ` <small>${words[current.language].inEnglish}</small>`
  return `<li><a href="${hrefOf(one)}"${here}${foreign}>${escape(one.title)}</a>${note}</li>`
}

/** The groups of calls, and the calls of the one this page is in. */
function callsIn(pages: readonly Page[], current: Page): string[] {
  const names = [...new Set(pages.flatMap(({ group }) => group ?? []))]
  const list = pages.filter(({ group }) => group === undefined).map((one) => itemOf(one, current))
  return [
    ...list,
    ...names.map((name) => {
      const calls = pages.filter(({ group }) => group === name)
      const title = escape(groups[name]?.en ?? name)
      const [first] = calls
      if (name !== current.group)
        return `<li><a href="${first === undefined ? '/docs/api' : hrefOf(first)}">${title}</a></li>`
      return `<li class="open"><span>${title}</span>\n<ul>\n${calls.map((one) => itemOf(one, current)).join('\n')}\n</ul></li>`
    }),
  ]
}
