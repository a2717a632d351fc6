// POST /v1/operator/index: the index of certified domains, as a file in the body (contract 2.1).
import { Type } from 'typebox'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { importIndex } from '../../../../pec-index/import.ts'
import { LARGEST_INDEX_BYTES } from '../../../../pec-index/read-index.ts'
import { flagText } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { acts } from '../../../../pipeline/declare.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })

export const importIndexOfDomains = acts({
  route: 'POST /v1/operator/index',
  name: 'importIndex',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: 'Import the index of certified domains: LDIF (RFC 6109), the same signed (p7m), or a plain list of domains',
  file: {
    types: ['text/ldif', 'application/pkcs7-mime', 'text/plain', 'application/octet-stream'],
    mostBytes: LARGEST_INDEX_BYTES,
  },
  query: { force: optional(flagText('true: also when the index shrinks by more than a fifth'), false) },
  refusals: { local: { busy: 111, notImported: 116 } },
  answers: Type.Object({
    source: Type.String({ description: 'ldif, signed-ldif, list or signed-list' }),
    signer: Type.Union([Type.String(), Type.Null()]),
    as_of: Type.String({ format: 'date-time', description: 'when the index was made, as far as known' }),
    domains: count('domains it names'),
    providers: count('providers it names'),
    added: count('domains that were not in the index before'),
    removed: count('domains that are no longer in it'),
    kept: count('domains that were in it before'),
    unreadable: count('entries left out because they are no domain names'),
  }),

  async act({ context, file, query, refuse }) {
    const answer = await importIndex(context, file, { madeAt: context.clock.now(), forced: query.force })
    if (answer.is === 'busy') return refuse('busy')
    if (answer.is === 'refused') throw ownRefusal(116, { why: answer.why })
    const { source, signer, asOf, domains, providers, added, removed, kept, unreadable } = answer
    const facts = { domains, providers, added, removed, kept, unreadable }
    return { data: { source, signer, as_of: asOf.toISOString(), ...facts } }
  },
})
