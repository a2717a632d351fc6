// The fields of a command: how each member of a call's input is written on the command line, and how it is read.
import { readFile } from 'node:fs/promises'

/** The command was called incorrectly; exit code 2. */
export class UsageError extends Error {}

/** The arguments of a command, split into positionals and options. */
export interface Given {
  positionals: readonly string[]
  options: Readonly<Record<string, string | boolean | undefined>>
}

/** A value: its placeholder in the usage text, and how it is read. */
export interface Value<T> {
  shown: string
  read(text: string): T | Promise<T>
}

/** A value in its place: one positional, all remaining positionals, an option, or an option without a value. */
export interface Field<T, Needed extends boolean = boolean> {
  place: 'word' | 'words' | 'option' | 'switch'
  needed: Needed
  shown: string
  read(text: string): T | Promise<T>
}

export type Fields = Readonly<Record<string, Field<unknown>>>

type ValueOf<F> = F extends { place: 'words'; read(text: string): infer T }
  ? Awaited<T>[]
  : F extends { read(text: string): infer T }
    ? Awaited<T>
    : never
type NamesOf<F extends Fields, Needed extends boolean> = {
  [Name in keyof F]: F[Name]['needed'] extends Needed ? Name : never
}[keyof F]

/** The input that some fields produce. */
export type InputFrom<F extends Fields> = { [Name in NamesOf<F, true>]: ValueOf<F[Name]> } & {
  [Name in NamesOf<F, false>]?: ValueOf<F[Name]>
}

/** A required positional. */
export const word = <T>(value: Value<T>) => ({ place: 'word', needed: true, ...value }) as const
/** An optional positional; only as the last one. */
export const optionalWord = <T>(value: Value<T>) => ({ place: 'word', needed: false, ...value }) as const
/** One value per remaining positional, at least one. */
export const words = <T>(value: Value<T>) => ({ place: 'words', needed: true, ...value }) as const
/** An option `--name VALUE`. */
export const option = <T>(value: Value<T>) => ({ place: 'option', needed: false, ...value }) as const
/** A required option. */
export const neededOption = <T>(value: Value<T>) => ({ place: 'option', needed: true, ...value }) as const
/** An option without a value: true when present. */
export const flag = { place: 'switch', needed: false, shown: '', read: () => true } as const

/** Any text. */
export const text = (shown: string): Value<string> => ({ shown, read: (given) => given })

/** A whole number. */
export const number: Value<number> = {
  shown: 'N',
  read(given) {
    if (/^\d{1,9}$/.test(given)) return Number(given)
    throw new UsageError(`${given} is not a whole number`)
  },
}

/** An object written as JSON. */
export const json = (shown: string): Value<object> => ({
  shown,
  read(given) {
    const value = parsed(given)
    if (typeof value === 'object' && value !== null) return value
    throw new UsageError(`${given} is no JSON object`)
  },
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** One of a closed list, in any case. */
export const oneOf = <const T extends string>(...choices: readonly T[]): Value<T> => ({
  shown: choices.join('|'),
  read(given) {
    const choice = choices.find((one) => one.toLowerCase() === given.toLowerCase())
    if (choice !== undefined) return choice
    throw new UsageError(`${given} is none of ${choices.join(', ')}`)
  },
})

/** Several of such values, separated by commas. */
export const listOf = <T>(shown: string, { read }: Value<T>): Value<Awaited<T>[]> => ({
  shown,
  read: (given) => Promise.all(given.split(',').map((one) => read(one.trim()))),
})

/** The same, or `none`. */
export const orNone = <T>({ shown, read }: Value<T>): Value<T | null> => ({
  shown: `${shown}|none`,
  read: (given) => (given === 'none' ? null : read(given)),
})

/** The content of a file. */
export const file = (shown: string): Value<Uint8Array> => ({
  shown,
  read: async (path) => new Uint8Array(await readFile(path)),
})

/** The content of a file in base64, as the API takes documents. */
export const base64 = (shown: string): Value<string> => ({ shown, read: (path) => readFile(path, 'base64') })

/** The usage text of some fields, positionals first, e.g. `ID [--limit N]`. */
export function usageOf(fields: Fields): string {
  const each = Object.entries(fields)
  return [...each.filter(([, field]) => isWord(field)), ...each.filter(([, field]) => !isWord(field))]
    .map(([name, field]) => written(name, field))
    .join(' ')
}

const isWord = ({ place }: Field<unknown>) => place === 'word' || place === 'words'

function written(name: string, field: Field<unknown>): string {
  const { place, needed, shown } = field
  if (place === 'words') return `${shown}…`
  const text = isWord(field) ? shown : place === 'switch' ? `--${name}` : `--${name} ${shown}`
  return needed ? text : `[${text}]`
}

/** Reads the input of a call. Throws UsageError when something is missing, unreadable or unexpected. */
export async function readFields(fields: Fields, given: Given): Promise<Record<string, unknown>> {
  const left = [...given.positionals]
  const input: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    const texts = isWord(field) ? left.splice(0, field.place === 'word' ? 1 : left.length) : optionTexts(given, name)
    const values = await Promise.all(texts.map((one) => field.read(one)))
    if (values.length > 0) input[name] = field.place === 'words' ? values : values[0]
    else if (field.needed) throw new UsageError(`${isWord(field) ? field.shown : `--${name}`} is required`)
  }
  if (left.length > 0) throw new UsageError(`${left.join(' ')} is unexpected`)
  return input
}

function optionTexts({ options }: Given, name: string): string[] {
  const value = options[name]
  return value === undefined ? [] : [String(value)]
}
