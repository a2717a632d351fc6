// Whatever a file holds, it is read as it was written or refused; no byte of it makes the reader fail.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textOfBody } from '../model/body-text.ts'
import { parseForm } from '../model/form.ts'
import { propertySeed } from '../testing/property-seed.ts'
import { readFile } from './read-file.ts'

const columns = ['casella_pec', 'email', 'callback', 'key']
const taken = { columns, name: 'casella_pec' }
const read = (text: string) => readFile(Buffer.from(text), taken)
const seed = propertySeed('files of calls')
const membersOf = (body: string) => parseForm(textOfBody(Buffer.from(body), 'application/x-www-form-urlencoded'))

describe('a file of calls', () => {
  it('gives back every value a table was written with, whatever stands in it', async () => {
    const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    const rows = fc.array(fc.record({ casella_pec: value, email: value }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom(',', ';'),
        fc.constantFrom('\n', '\r\n'),
        async (given, separator, end) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
          const lines = given.map((row) => [quoted(row.casella_pec), quoted(row.email)].join(separator))
          const file = [['casella_pec', 'email'].join(separator), ...lines].join(end)
          const found = await read(file)
          expect(found.is === 'rows' && found.rows.map(({ body }) => membersOf(body))).toEqual(given)
        },
      ),
      { seed, numRuns: 200 },
    )
  })

  it('gives back every line of JSON as it is', async () => {
    const rows = fc.array(
      fc.dictionary(fc.constantFrom('casella_pec', 'email', 'callback'), fc.jsonValue({ maxDepth: 2 })),
      {
        minLength: 1,
      },
    )
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const lines = given.map((row) => JSON.stringify(row))
        const found = await read(lines.join('\n'))
        expect(found.is === 'rows' && found.rows.map(({ body }) => body)).toEqual(lines)
      }),
      { seed, numRuns: 200 },
    )
  })

  it('is read or refused, whatever its bytes are', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 500 }),
      fc.string({ unit: 'binary', maxLength: 500 }).map((text) => Buffer.from(`casella_pec;email\n${text}`)),
      fc
        .string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a', '{', '}', '\ufeff'), maxLength: 60 })
        .map((text) => {
          return Buffer.from(`email,key\n${text}`)
        }),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async (file) => {
        const found = await readFile(file, taken)
        expect(['rows', 'unreadable', 'unknown column', 'too many rows']).toContain(found.is)
      }),
      { seed, numRuns: 500 },
    )
  })
})
