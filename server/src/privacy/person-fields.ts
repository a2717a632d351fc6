// How a call says which person it is about: by one of three, in its body, as addresses of calls are logged.
import { ownRefusal } from '../errors/refusal.ts'
import { text } from '../pipeline/field-types.ts'
import { optional } from '../pipeline/fields.ts'
import { namedBy } from './person.ts'
import type { Named } from './person.ts'

/** The members of the body. */
export const personFields = {
  fiscal_code: optional(text(40, 'of the applicant, holder or signer; a VAT number too'), '', 110),
  email: optional(text(320, 'their e-mail or certified address'), '', 110),
  id: optional(text(40, 'of one mailbox or request that names them, which stands for itself alone'), '', 110),
}

/** Who is meant; refused unless exactly one member says it. */
export function personIn(body: Readonly<Record<Named['by'], string>>): Named {
  const given = (['fiscal_code', 'email', 'id'] as const).filter((by) => body[by].trim() !== '')
  const [by, second] = given
  if (by === undefined || second !== undefined) throw ownRefusal(110, { field: second ?? 'fiscal_code' })
  return namedBy(by, body[by])
}
