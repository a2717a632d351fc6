// Output of the demo, kept short enough to read.
import { styleText } from 'node:util'

const MAX_VALUE_LENGTH = 90
const MAX_LIST_LENGTH = 4

/** Prints a heading. */
export function printHeading(text: string): void {
  process.stdout.write(`\n${styleText('bold', `── ${text}`)}\n`)
}

/** Prints a line. */
export function printLine(text: string): void {
  process.stdout.write(`   ${text}\n`)
}

/** Prints why the demo stopped. */
export function printFailure(text: string): void {
  process.stdout.write(`\n${styleText('red', `The demo stopped at ${text}`)}\n`)
}

/** Prints a value as JSON with long texts shorten; `arrow` shows the direction. */
export function printMessage(arrow: '→' | '←', head: string, value?: unknown): void {
  const body = value === undefined ? '' : ` ${JSON.stringify(shorten(value), null, 2).replaceAll('\n', '\n     ')}`
  process.stdout.write(`   ${styleText(arrow === '→' ? 'cyan' : 'green', `${arrow} ${head}`)}${body}\n`)
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.length > MAX_VALUE_LENGTH ? `${value.slice(0, 24)}… (${value.length} characters)` : value
  }
  if (Array.isArray(value)) {
    const more = value.length > MAX_LIST_LENGTH ? [`… ${value.length - MAX_LIST_LENGTH} more`] : []
    return [...value.slice(0, MAX_LIST_LENGTH).map(shorten), ...more]
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shorten(member)]))
}
