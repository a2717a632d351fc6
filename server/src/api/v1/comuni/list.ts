// GET /v1/comuni: Italian municipalities by the beginning of their name, for whoever fills in a registration.
import { Type } from 'typebox'
import { findTowns } from '../../../identity/find-place.ts'
import { OPEN_END } from '../../../identity/place.ts'
import type { Town } from '../../../identity/place.ts'
import { orNull, strings } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'
import { beginningText } from '../../../pipeline/field-types.ts'
import { required } from '../../../pipeline/fields.ts'

const MOST_TOWNS = 20

const Comune = Type.Object(
  {
    code: strings('of the land register, as in fiscal codes'),
    name: strings('of the town'),
    province: orNull(strings('two letters; null where the data cannot tell')),
    until: orNull(strings('its last day, YYYY-MM-DD; null where it is still there')),
  },
  { $id: 'Comune' },
)

export const findComuni = reads({
  route: 'GET /v1/comuni',
  name: 'findTowns',
  tag: 'Account',
  permission: 'read',
  summary: 'Find Italian towns by the beginning of their name, present and past',
  query: { q: required(beginningText('what the name begins with; two characters at least'), 110) },
  refusals: {},
  answers: Type.Object({
    items: Type.Array(Comune, { description: `${MOST_TOWNS} at most, those of today first, by name` }),
    more: Type.Boolean({ description: 'there are more: give more of the text' }),
  }),

  async read({ db, query: { q } }) {
    const towns = (await findTowns(db, q)).toSorted(byPresenceAndName)
    const items = towns.slice(0, MOST_TOWNS).map(townView)
    return { data: { items, more: towns.length > MOST_TOWNS } }
  },
})

const byPresenceAndName = (one: Town, other: Town) =>
  Number(one.to !== OPEN_END) - Number(other.to !== OPEN_END) || one.name.localeCompare(other.name, 'it')

const townView = ({ code, name, province, to }: Town) => ({
  code,
  name,
  province: province === undefined || province === '' ? null : province,
  until: to === OPEN_END ? null : to,
})
