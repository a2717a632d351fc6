// GET /v1/index: how fresh the imported index of certified domains is.
import { Type } from 'typebox'
import { lastImport } from '../../pec-index/table.ts'
import { ownRoute } from '../own-route.ts'

const orNull = <S extends ReturnType<typeof Type.String>>(schema: S) => Type.Union([schema, Type.Null()])
const moment = (description: string) => orNull(Type.String({ format: 'date-time', description }))

export const readIndexFreshness = ownRoute({
  route: 'GET /v1/index',
  summary: 'Say how fresh the imported index of certified domains is; null where none was imported',
  audience: 'anyone',
  answers: Type.Object({
    as_of: moment('when the index was made, as far as known'),
    imported_at: moment('when it was imported'),
    source: orNull(Type.String({ description: 'ldif, signed-ldif, list or signed-list' })),
    signer: orNull(Type.String({ description: 'who signed it' })),
    domains: Type.Integer({ minimum: 0 }),
    providers: Type.Integer({ minimum: 0 }),
  }),

  async run({ context }) {
    const last = await lastImport(context.database.kysely)
    if (last === undefined) {
      return { data: { as_of: null, imported_at: null, source: null, signer: null, domains: 0, providers: 0 } }
    }
    const { source, signer, domains, providers } = last
    const [as_of, imported_at] = [last.as_of.toISOString(), last.imported_at.toISOString()]
    return { data: { as_of, imported_at, source, signer, domains, providers } }
  },
})
