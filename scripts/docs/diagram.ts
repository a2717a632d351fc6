// Lifecycles as pictures: the state diagrams of the pages, laid out by Graphviz when the pages are built.
import { Graphviz } from '@hpcc-js/wasm-graphviz'
import { escape } from './html.ts'
import { headingOf } from './pages.ts'
import type { Language, Page } from './pages.ts'

interface Arrow {
  from: string
  to: string
  label: string
}

let engine: Promise<Graphviz> | undefined

/** Loads the layout engine, once. */
export const loadDiagrams = (): Promise<Graphviz> => (engine ??= Graphviz.load())

/** A `stateDiagram-v2` as SVG, with a title and a description that says the same in words. */
export function drawDiagram(graphviz: Graphviz, source: string, page: Page, id: string): string {
  const arrows = arrowsOf(source)
  const svg = graphviz.dot(dotOf(arrows))
  const [, body = ''] = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg) ?? []
  const [, width = '0', height = '0'] = /viewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
  // Titles of parts would be read as tooltips; the description says it all.
  const drawn = body.replaceAll(/<title>[\s\S]*?<\/title>\n?/g, '').replaceAll(/<!--[\s\S]*?-->\n?/g, '')
  return [
    '<figure class="diagram">',
    `<svg role="img" aria-labelledby="${id}-title ${id}-words" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title id="${id}-title">${escape(headingOf(page))}</title>`,
    `<desc id="${id}-words">${escape(inWords(arrows, page.language))}</desc>`,
    drawn.trim(),
    '</svg>',
    '</figure>',
  ].join('\n')
}

function arrowsOf(source: string): Arrow[] {
  const found = [...source.matchAll(/^\s*(\S+) --> (\S+?)(?:: (.+))?$/gm)]
  const arrows = new Map<string, Arrow>()
  for (const [, from = '', to = '', label = ''] of found) {
    const known = arrows.get(`${from} ${to}`)
    if (known === undefined) arrows.set(`${from} ${to}`, { from, to, label })
    else known.label += `\n${label}`
  }
  return [...arrows.values()]
}

function dotOf(arrows: readonly Arrow[]): string {
  const states = new Set(arrows.flatMap(({ from, to }) => [from, to]).filter((state) => state !== '[*]'))
  const quoted = (text: string) => `"${text.replaceAll('\n', '\\n').replaceAll('"', '')}"`
  const point = (state: string, end: string) => (state === '[*]' ? `"${end}"` : quoted(state))
  return [
    'digraph {',
    'graph [rankdir=TB, bgcolor=transparent, pad=0.1, nodesep=0.45, ranksep=0.55]',
    'node [shape=box, style=rounded, fontname="Helvetica", fontsize=15, margin="0.12,0.07", class=state]',
    'edge [fontname="Helvetica", fontsize=13, arrowsize=0.7]',
    '"begin" [shape=circle, style=filled, label="", width=0.16, class=terminal]',
    ...(arrows.some(({ to }) => to === '[*]')
      ? ['"end" [shape=doublecircle, style=filled, label="", width=0.12, class=terminal]']
      : []),
    ...[...states].map((state) => quoted(state)),
    ...arrows.map(({ from, to, label }) => `${point(from, 'begin')} -> ${point(to, 'end')} [label=${quoted(label)}]`),
    '}',
  ].join('\n')
}

interface ArrowWords {
  begins(state: string): string
  ends(state: string): string
  goes(from: string, to: string): string
}

const arrowWords: Readonly<Record<Language, ArrowWords>> = {
  en: {
    begins: (state) => `It begins as ${state}.`,
    ends: (state) => `${state} is final.`,
    goes: (from, to) => `From ${from} to ${to}`,
  },
  it: {
    begins: (state) => `Comincia come ${state}.`,
    ends: (state) => `${state} è definitivo.`,
    goes: (from, to) => `Da ${from} a ${to}`,
  },
}

function inWords(arrows: readonly Arrow[], language: Language): string {
  const { begins, ends, goes } = arrowWords[language]
  const said = arrows.map(({ from, to, label }) => {
    if (from === '[*]') return begins(to)
    return to === '[*]' ? ends(from) : `${goes(from, to)}: ${label.replaceAll('\n', ', ')}.`
  })
  return said.join(' ')
}
