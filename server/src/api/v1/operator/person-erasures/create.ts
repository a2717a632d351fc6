// POST /v1/operator/person-erasures: what has ended and names a person is erased, or said what that would be.
import { Type } from 'typebox'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { literals } from '../../../../model/wire-schemas.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { flag } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { erasePerson } from '../../../../privacy/erase-person.ts'
import { personFields, personIn } from '../../../../privacy/person-fields.ts'

const MOST_NAMED = 10

export const erasePersonForThem = acts({
  route: 'POST /v1/operator/person-erasures',
  name: 'erasePerson',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary:
    'Erase what ended mailboxes and requests say of a person, and their documents; without `confirm`, only say how much',
  body: { ...personFields, confirm: optional(flag, false, 110) },
  refusals: { local: { unknown: 109, inUse: 178, tooMany: 179 } },
  answers: Type.Object(
    {
      state: literals(['planned', 'erased'], '`planned`: nothing was done yet'),
      counts: Type.Record(Type.String(), Type.Integer(), { description: 'how many of what' }),
    },
    { $id: 'PersonErasure' },
  ),

  async act({ context, body, principal: { operatorId }, refuse }) {
    const erasure = await erasePerson(context, personIn(body), { plan: !body.confirm, operatorId })
    if (erasure.is === 'unknown') return refuse('unknown')
    if (erasure.is === 'too many') throw ownRefusal(179, { max: String(erasure.most) })
    if (erasure.is === 'active') throw ownRefusal(178, { what: some(erasure.what) })
    return { data: { state: erasure.is, counts: erasure.counts } }
  },
})

/** Ids and states; the first of many. */
const some = (what: readonly string[]) =>
  what.length <= MOST_NAMED
    ? what.join(', ')
    : `${what.slice(0, MOST_NAMED).join(', ')} and ${what.length - MOST_NAMED} more`
