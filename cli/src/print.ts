// What people see of an answer: a table for lists, a line for each member otherwise. Programs take --json.

const WIDEST_CELL = 60

/** The text of an answer's data. `columns`: of a list, those that matter, in this order. */
export function textFor(data: unknown, columns?: readonly string[]): string {
  if (isPage(data)) return pageText(data, columns)
  if (Array.isArray(data)) return listText(data, columns)
  if (!isObject(data)) return data === null || data === undefined ? 'done' : cellOf(data)
  return recordText(data)
}

/** A list with what stands beside it: how much there is of what, and where it goes on. */
function pageText({ items, next, ...beside }: Page, columns?: readonly string[]): string {
  const parts = [listText(items, columns)]
  if (Object.keys(beside).length > 0) parts.push('', recordText(beside))
  if (next !== null) parts.push(`more: --cursor ${cellOf(next)}`)
  return parts.join('\n')
}

/** A line for each member; what has members of its own follows below, indented. */
function recordText(data: Record<string, unknown>): string {
  const isNested = (value: unknown) => (Array.isArray(value) ? value.some(isObject) : isObject(value))
  const names = Object.keys(data)
  const flat = names.filter((name) => !isNested(data[name]))
  const width = Math.max(0, ...flat.map((name) => name.length))
  const lines = flat.map((name) => `${name.padEnd(width)}  ${cellOf(data[name])}`.trimEnd())
  const nested = names
    .filter((name) => isNested(data[name]))
    .map((name) => `${name}:\n${textFor(data[name]).replaceAll(/^(?=.)/gm, '  ')}`)
  return [...lines, ...nested].join('\n')
}

function listText(items: readonly unknown[], columns?: readonly string[]): string {
  if (items.length === 0) return 'none'
  if (!items.every(isObject)) return items.map(cellOf).join('\n')
  // What has members of its own is too wide for a cell.
  const isFlat = (name: string) => items.every((item) => typeof item[name] !== 'object' || item[name] === null)
  const all = [...new Set(items.flatMap((item) => Object.keys(item)))].filter(isFlat)
  const names = columns?.filter((name) => all.includes(name)) ?? all
  const rows = [names, ...items.map((item) => names.map((name) => shortened(cellOf(item[name]))))]
  const widths = names.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

interface Page {
  items: unknown[]
  next: unknown
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPage = (value: unknown): value is Page => isObject(value) && Array.isArray(value.items) && 'next' in value

const shortened = (text: string) => (text.length > WIDEST_CELL ? `${text.slice(0, WIDEST_CELL - 1)}…` : text)

/** On one line, and without what would speak to the terminal. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = Array.isArray(value)
    ? value.map(cellOf).join(', ')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
}
