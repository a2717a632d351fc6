// What people see of an answer: a table for lists, a line for each member otherwise. Programs take --json.

const WIDEST_CELL = 60

/** The text of an answer's data. */
export function textFor(data: unknown): string {
  if (isPage(data))
    return [listText(data.items), ...(data.next === null ? [] : [`more: --cursor ${data.next}`])].join('\n')
  if (Array.isArray(data)) return listText(data)
  if (!isObject(data)) return data === null || data === undefined ? 'done' : cellOf(data)
  const names = Object.keys(data)
  const width = Math.max(0, ...names.map((name) => name.length))
  return names.map((name) => `${name.padEnd(width)}  ${cellOf(data[name])}`.trimEnd()).join('\n')
}

function listText(items: readonly unknown[]): string {
  if (items.length === 0) return 'none'
  if (!items.every(isObject)) return items.map(cellOf).join('\n')
  // What has members of its own is too wide for a cell.
  const isFlat = (name: string) => items.every((item) => typeof item[name] !== 'object' || item[name] === null)
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))].filter(isFlat)
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

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPage = (value: unknown): value is { items: unknown[]; next: unknown } =>
  isObject(value) && Array.isArray(value.items) && 'next' in value && Object.keys(value).length === 2

const shortened = (text: string) => (text.length > WIDEST_CELL ? `${text.slice(0, WIDEST_CELL - 1)}…` : text)

/** On one line, and without what would speak to the terminal. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
}
