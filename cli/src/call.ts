// A command that makes one call: its words, its input, its output.
import { readFile, writeFile } from 'node:fs/promises'
import type { CallOptions, Operations, Result } from '@ceralacca/client'
import { readFields, text, usageOf, word } from './fields.ts'
import type { Fields, Given, InputFrom } from './fields.ts'

/** The input of an operation. */
export type InputOf<Name extends keyof Operations> = NonNullable<Parameters<Operations[Name]>[0]>

/** Every operation as a function of its input. */
export type Methods = {
  [Name in keyof Operations]: (input: InputOf<Name>, options: CallOptions) => Promise<Result<unknown>>
}

/** A command that makes one call with an input of this type. */
export interface Call<Input> {
  words: string
  means: string
  usage: string
  fields: Fields
  read(given: Given): Promise<Input>
  /** What is printed instead of the answer's data. */
  output?(data: unknown, given: Given): unknown
  /** Of a list, what people want to see first; the others are in --json. */
  columns?: readonly string[]
  /** What is said while the call takes long. */
  progress?(methods: Methods): Promise<string>
}

/** A command that reads its input from fields. */
export function call<F extends Fields>(words: string, means: string, fields: F): Call<InputFrom<F>>
export function call(words: string, means: string, fields: Fields): Call<Record<string, unknown>> {
  return { words, means, fields, usage: usageOf(fields), read: (given) => readFields(fields, given) }
}

/** The same for an answer that is a file; the last positional says where to save it. */
export function download<F extends Fields>(words: string, means: string, fields: F, saved: string): Call<InputFrom<F>>
export function download(words: string, means: string, fields: Fields, saved: string): Call<Record<string, unknown>> {
  const written = { ...fields, saved: word(text(saved)) }
  return {
    words,
    means,
    fields,
    usage: usageOf(written),
    async read(given) {
      const { saved: _, ...input } = await readFields(written, given)
      return input
    },
    async output(data, { positionals }) {
      const path = positionals.at(-1) ?? ''
      if (!(data instanceof Uint8Array)) throw new Error('the answer is not a file')
      await writeFile(path, data)
      return { file: path, bytes: data.length }
    },
  }
}

/** A command that reads its input from a JSON file; the server validates it. */
export function jsonFile<Input>(words: string, means: string): Call<Input> {
  const written = { path: word(text('FILE.json')) }
  return {
    words,
    means,
    fields: {},
    usage: usageOf(written),
    async read(given) {
      const { path } = await readFields(written, given)
      const input: Input = JSON.parse(await readFile(String(path), 'utf8'))
      return input
    },
  }
}
