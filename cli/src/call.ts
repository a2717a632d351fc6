// A command that is one call: its words, what it takes, what it prints.
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

/** A command that is one call with an input of this type. */
export interface Call<Input> {
  words: string
  means: string
  usage: string
  fields: Fields
  read(given: Given): Promise<Input>
  /** What is printed in place of the answer's data. */
  say?(data: unknown, given: Given): unknown
}

/** A command whose input is made of fields. */
export function call<F extends Fields>(words: string, means: string, fields: F): Call<InputFrom<F>>
export function call(words: string, means: string, fields: Fields): Call<Record<string, unknown>> {
  return { words, means, fields, usage: usageOf(fields), read: (given) => readFields(fields, given) }
}

/** The same where the answer is a file: its last word says where to save it. */
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
    async say(data, { positionals }) {
      const path = positionals.at(-1) ?? ''
      if (!(data instanceof Uint8Array)) throw new Error('the answer is no file')
      await writeFile(path, data)
      return { file: path, bytes: data.length }
    },
  }
}

/** A command whose input is a JSON file; whether it is right the server says. */
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
