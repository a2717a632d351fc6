// Pages of the lists under /v1: the cursor of a page is the key of the last row before it, so that a page far down costs
// what the first does, and rows that are added meanwhile move nothing.
import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { isResourceId } from '../model/resource-id.ts'
import { orNull } from '../model/wire-schemas.ts'
import { integerText } from './field-types.ts'
import { optional } from './fields.ts'
import type { FieldType } from './fields.ts'

/** What a list is ordered by, as the texts a cursor carries. */
export interface PageKey<Place> {
  write(place: Place): readonly string[]
  /** undefined for texts that no row could have written. */
  read(texts: readonly string[]): Place | undefined
}

/** Lists ordered by a number that is unique in them. */
export const byNumber: PageKey<number> = {
  write: (number) => [String(number)],
  read: ([text = '', ...more]) => (more.length === 0 ? numberIn(text) : undefined),
}

/** Lists ordered by id. */
export const byId: PageKey<string> = {
  write: (id) => [id],
  read: ([id = '', ...more]) => (isResourceId(id) && more.length === 0 ? id : undefined),
}

/** Lists ordered by a moment, and within it by id. */
export const byMoment: PageKey<{ at: Date; id: string }> = {
  write: ({ at, id }) => [at.toISOString(), id],
  read([text = '', id = '', ...more]) {
    const at = momentIn(text)
    return at !== undefined && isResourceId(id) && more.length === 0 ? { at, id } : undefined
  },
}

/** Lists ordered by a moment, and within it by their rows' order of insertion. */
export const byPlace: PageKey<{ at: Date; place: number }> = {
  write: ({ at, place }) => [at.toISOString(), String(place)],
  read([text = '', nth = '', ...more]) {
    const [at, place] = [momentIn(text), numberIn(nth)]
    return at !== undefined && place !== undefined && more.length === 0 ? { at, place } : undefined
  },
}

const numberIn = (text: string) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined)

function momentIn(text: string): Date | undefined {
  const at = new Date(/^(?!0000)\d{4}-/.test(text) ? text : Number.NaN)
  return !Number.isNaN(at.getTime()) && at.toISOString() === text ? at : undefined
}

const LONGEST_CURSOR = 200

/** `next` of the page before; refuses with 160 what is none. */
function cursorBy<Place>(key: PageKey<Place>): FieldType<Place> {
  return {
    schema: Type.String({ maxLength: LONGEST_CURSOR, description: '`next` of the page before' }),
    read(value) {
      if (typeof value !== 'string' || value.length > LONGEST_CURSOR) return undefined
      const place = key.read(Buffer.from(value, 'base64url').toString('latin1').split(' '))
      return place !== undefined && cursorOf(key, place) === value ? place : undefined
    },
  }
}

const cursorOf = <Place>(key: PageKey<Place>, place: Place) =>
  Buffer.from(key.write(place).join(' '), 'latin1').toString('base64url')

/** The query members of a list by pages: `things` names its rows; 1,000 at most, 100 unless told. */
export const pageBy = <Place>(key: PageKey<Place>, things: string) => ({
  limit: optional(integerText(1, 1000, `${things} at most`), 100, 110),
  cursor: optional(cursorBy(key), undefined, 160),
})

/** What a list by pages answers. */
export const Paged = <Item extends TSchema>(item: Item) => Type.Object({ items: Type.Array(item), next: nextOfPage })

/** The cursor of the next page, as an answer has it. */
export const nextOfPage = orNull(Type.String({ description: 'cursor of the next page; null where there is none' }))

/** The cursor after the last of the rows, where they fill the page; null otherwise. */
export function nextAfter<Row, Place>(
  key: PageKey<Place>,
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => Place,
): string | null {
  const last = rows.length === limit ? rows.at(-1) : undefined
  return last === undefined ? null : cursorOf(key, placeOf(last))
}
