// What the demo prints: legible, and short enough to read.
import { styleText } from 'node:util'

const LONGEST_VALUE = 90
const LONGEST_LIST = 4

/** Prints a heading. */
export function title(text: string): void {
  process.stdout.write(`\n${styleText('bold', `── ${text}`)}\n`)
}

/** Prints a sentence. */
export function say(text: string): void {
  process.stdout.write(`   ${text}\n`)
}

/** Prints what went wrong. */
export function failed(text: string): void {
  process.stdout.write(`\n${styleText('red', `The demo stopped at ${text}`)}\n`)
}

/** Prints a value as JSON, its long texts cut; `arrow` says who sent it. */
export function show(arrow: '→' | '←', head: string, value?: unknown): void {
  const body = value === undefined ? '' : ` ${JSON.stringify(shortened(value), null, 2).replaceAll('\n', '\n     ')}`
  process.stdout.write(`   ${styleText(arrow === '→' ? 'cyan' : 'green', `${arrow} ${head}`)}${body}\n`)
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.length > LONGEST_VALUE ? `${value.slice(0, 24)}… (${value.length} characters)` : value
  }
  if (Array.isArray(value)) {
    const more = value.length > LONGEST_LIST ? [`… ${value.length - LONGEST_LIST} more`] : []
    return [...value.slice(0, LONGEST_LIST).map(shortened), ...more]
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortened(member)]))
}
