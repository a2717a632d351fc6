// What a command takes: how each member of a call's input is written on the command line, and how it is read.
import { readFile } from 'node:fs/promises'

/** Written wrongly; exit code 2. */
export class UsageError extends Error {}

/** What a command was given, sorted into words and options. */
export interface Given {
  positionals: readonly string[]
  options: Readonly<Record<string, string | boolean | undefined>>
}

/** How one value is written, and read from a text. */
export interface Value<T> {
  shown: string
  read(text: string): T | Promise<T>
}

/** Where a value stands: a word of its own, every remaining word, an option, or an option without a value. */
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

/** The input that fields make up. */
export type InputFrom<F extends Fields> = { [Name in NamesOf<F, true>]: ValueOf<F[Name]> } & {
  [Name in NamesOf<F, false>]?: ValueOf<F[Name]>
}

/** A value that is a word of its own, always there. */
export const word = <T>(value: Value<T>) => ({ place: 'word', needed: true, ...value }) as const
/** A word of its own that may be left out; it comes last. */
export const optionalWord = <T>(value: Value<T>) => ({ place: 'word', needed: false, ...value }) as const
/** One value for each of the remaining words, at least one. */
export const words = <T>(value: Value<T>) => ({ place: 'words', needed: true, ...value }) as const
/** A value after `--name`. */
export const option = <T>(value: Value<T>) => ({ place: 'option', needed: false, ...value }) as const
/** A value after `--name` that has to be there. */
export const neededOption = <T>(value: Value<T>) => ({ place: 'option', needed: true, ...value }) as const
/** `--name`: yes. */
export const yes = { place: 'switch', needed: false, shown: '', read: () => true } as const

/** A text as it is. */
export const text = (shown: string): Value<string> => ({ shown, read: (given) => given })

/** A whole number. */
export const number: Value<number> = {
  shown: 'N',
  read(given) {
    if (/^\d{1,9}$/.test(given)) return Number(given)
    throw new UsageError(`${given} is not a whole number`)
  },
}

/** One of a few words, in any case. */
export const oneOf = <const T extends string>(...choices: readonly T[]): Value<T> => ({
  shown: choices.join('|'),
  read(given) {
    const choice = choices.find((one) => one.toLowerCase() === given.toLowerCase())
    if (choice !== undefined) return choice
    throw new UsageError(`${given} is none of ${choices.join(', ')}`)
  },
})

/** A file as it is. */
export const file = (shown: string): Value<Uint8Array> => ({
  shown,
  read: async (path) => new Uint8Array(await readFile(path)),
})

/** A file in base64, as the API takes documents. */
export const base64 = (shown: string): Value<string> => ({ shown, read: (path) => readFile(path, 'base64') })

/** How fields are written, e.g. `ID [--limit N]`: words first. */
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

/** Reads the input a call takes. Throws UsageError for what is missing or cannot be read. */
export async function readFields(fields: Fields, given: Given): Promise<Record<string, unknown>> {
  const left = [...given.positionals]
  const input: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    const texts = isWord(field) ? left.splice(0, field.place === 'word' ? 1 : left.length) : optionTexts(given, name)
    const values = await Promise.all(texts.map((one) => field.read(one)))
    if (values.length > 0) input[name] = field.place === 'words' ? values : values[0]
    else if (field.needed) throw new UsageError(`${isWord(field) ? field.shown : `--${name}`} is required`)
  }
  if (left.length > 0) throw new UsageError(`${left.join(' ')} is too much`)
  return input
}

function optionTexts({ options }: Given, name: string): string[] {
  const value = options[name]
  return value === undefined ? [] : [String(value)]
}
