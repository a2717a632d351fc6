// The HTML around the text of a page. No script and no style stands in the page itself: the policy forbids both.
import { escape } from './html.ts'
import type { Heading } from './markdown.ts'
import { hrefOf, markdownHrefOf, navigationOf } from './navigation.ts'
import type { Site } from './navigation.ts'
import { headingOf, summaryOf } from './pages.ts'
import type { Language, Page } from './pages.ts'
import { words } from './words.ts'

export interface Filled {
  html: string
  headings: readonly Heading[]
  /** A form to try a call. */
  form: string
}

/** A page as a document. */
export function documentOf(site: Site, page: Page, { html, headings, form }: Filled): string {
  const say = words[page.language]
  const other = site.in(page.language === 'en' ? 'it' : 'en', page)
  const order = site.orderIn(page.language)
  const at = order.indexOf(page)
  const inner = [
    '<div class="frame">',
    `<details class="contents" id="contents"><summary>${say.contents}</summary>`,
    `<nav aria-label="${say.contents}">${navigationOf(site, page)}</nav></details>`,
    '<main id="text" tabindex="-1">',
    '<article>',
    html,
    form,
    '</article>',
    turnsOf(page, order[at - 1], order[at + 1]),
    `<p class="more"><a href="${markdownHrefOf(page)}" type="text/markdown">${say.markdown}</a></p>`,
    '</main>',
    onThisPage(headings, page.language),
    '</div>',
  ]
  return shell(
    page.language,
    headingOf(page),
    summaryOf(page),
    alternatesOf(page, other),
    languageSwitch(page, other),
    form !== '',
    inner,
  )
}

/** What is answered where there is no page. */
export function notFoundDocument(site: Site): string {
  const [first] = site.pages
  const [en, it] = [words.en, words.it]
  const nav = first === undefined ? '' : navigationOf(site, { ...first, section: '' })
  const inner = [
    '<div class="frame">',
    `<details class="contents" id="contents"><summary>${en.contents}</summary><nav aria-label="${en.contents}">${nav}</nav></details>`,
    `<main id="text" tabindex="-1"><h1>${en.notFound}</h1><p>${en.notFoundText}</p>`,
    `<p lang="it">${it.notFound}. ${it.notFoundText} <a href="/docs/it" hreflang="it">Documentazione</a>.</p></main>`,
    '</div>',
  ]
  return shell('en', en.notFound, '', [], '', false, inner)
}

function shell(
  language: Language,
  title: string,
  summary: string,
  alternates: readonly string[],
  languages: string,
  tries: boolean,
  inner: readonly string[],
): string {
  const say = words[language]
  const home = language === 'it' ? '/docs/it' : '/docs'
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escape(title)} · Ceralacca</title>`,
    ...(summary === '' ? [] : [`<meta name="description" content="${escape(summary)}">`]),
    '<link rel="icon" type="image/svg+xml" href="/docs/assets/seal.svg">',
    '<link rel="stylesheet" href="/docs/assets/style.css">',
    ...alternates,
    '<script type="module" src="/docs/assets/site.js"></script>',
    ...(tries ? ['<script type="module" src="/docs/assets/try.js"></script>'] : []),
    '</head>',
    '<body>',
    `<a class="skip" href="#text">${say.skip}</a>`,
    '<header>',
    `<a class="home" href="${home}"><img src="/docs/assets/seal.svg" alt="" width="28" height="28"> Ceralacca <span>${say.documentation}</span></a>`,
    `<search data-none="${say.noResults}" data-found="${say.results}">`,
    `<label for="query" class="hidden">${say.search}</label>`,
    `<input id="query" type="search" placeholder="${say.searchHint}" autocomplete="off" role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list">`,
    '<ul id="found" role="listbox" hidden></ul>',
    '<p class="hidden" role="status" id="told"></p>',
    '</search>',
    languages,
    '</header>',
    ...inner,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

const alternatesOf = (page: Page, other: Page | undefined) => [
  `<link rel="alternate" type="text/markdown" href="${markdownHrefOf(page)}">`,
  ...(other === undefined
    ? []
    : [page, other].map((one) => `<link rel="alternate" hreflang="${one.language}" href="${hrefOf(one)}">`)),
]

function languageSwitch(page: Page, other: Page | undefined): string {
  const say = words[page.language]
  if (other === undefined) return ''
  return `<a class="language" href="${hrefOf(other)}" hreflang="${say.otherLanguage}" lang="${say.otherLanguage}">${say.inLanguage}</a>`
}

function onThisPage(headings: readonly Heading[], language: Language): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3)
  if (shown.length < 2) return ''
  const title = words[language].onThisPage
  const items = shown.map(
    ({ level, text, anchor }) => `<li class="level${level}"><a href="#${escape(anchor)}">${escape(text)}</a></li>`,
  )
  return `<nav class="here" aria-label="${title}"><h2>${title}</h2>\n<ul>\n${items.join('\n')}\n</ul></nav>`
}

function turnsOf({ language }: Page, before: Page | undefined, next: Page | undefined): string {
  const say = words[language]
  const turn = (to: Page | undefined, rel: 'prev' | 'next', word: string) =>
    to === undefined
      ? ''
      : `<a rel="${rel}" href="${hrefOf(to)}" hreflang="${to.language}"><span>${word}</span> ${escape(to.title)}</a>`
  return `<nav class="turns" aria-label="${say.before} / ${say.next}">${turn(before, 'prev', say.before)}${turn(next, 'next', say.next)}</nav>`
}
