// Parts of wire schemas shared by several resources.
import { Type } from 'typebox'
import type { TSchema } from 'typebox'

/** A text. */
export const strings = (description: string) => Type.String({ description })
/** An instant. */
export const seconds = (description: string) => Type.Integer({ description: `${description}; Unix seconds` })
/** A space. */
export const megabytes = (description: string) => Type.Integer({ minimum: 0, description: `${description}; MiB` })
/** Names of submitted documents. */
export const documentNames = (purpose: string, extension = 'pdf') =>
  Type.Array(Type.String(), { description: `stored documents: <id>_<n>_${purpose}.${extension}` })

/** One value of a closed list. */
export const literals = <const V extends string>(values: readonly V[], description: string) =>
  Type.Unsafe<V>(
    Type.Union(
      values.map((value) => Type.Literal(value)),
      { description },
    ),
  )

/** An instant as text. */
export const moment = (description: string) => Type.String({ format: 'date-time', description })
/** A nullable value. */
export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** A finding in both languages. */
export const bothLanguages = {
  italian: Type.String({ description: 'in plain Italian' }),
  english: Type.String({ description: 'in plain English' }),
}

/** Reasons of a decision, as the fixed list has them. */
export const Reasons = Type.Array(
  Type.Object({
    code: Type.String({ description: 'of the fixed list of reasons' }),
    it: Type.String({ description: 'in Italian' }),
    en: Type.String({ description: 'in English' }),
    final: Type.Boolean({ description: 'trying again would not change it' }),
  }),
)

/** Where the owner wants callbacks (contract 5.1). */
export const Callback = Type.Object(
  {
    url: strings('where to call'),
    field: strings('form field that carries the resource'),
    method: Type.Union([Type.Literal('POST'), Type.Literal('JSON')]),
    data: Type.Object({}, { additionalProperties: true, description: "the caller's own data" }),
  },
  { $id: 'Callback' },
)

/** Whose data on places checks rest on. */
export const Sources = Type.Array(Type.Object({ name: Type.String(), license: Type.String(), url: Type.String() }), {
  description: 'whose data on places these are',
})
