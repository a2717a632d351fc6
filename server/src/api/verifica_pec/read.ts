// GET /verifica_pec/{pec}
// Is this address free to register?
import { Type } from 'typebox'
import { boxTypes, isBoxType } from '../../model/box-types.ts'
import type { BoxType } from '../../model/box-types.ts'
import { parseMailboxAddress } from '../../model/mailbox-address.ts'
import type { Strictness } from '../../model/strictness.ts'
import { isAddressTaken } from '../../mailboxes/table.ts'
import { findOwnDomain } from '../../certified-domains/table.ts'
import { reads } from '../../pipeline/declare.ts'
import { isActive } from '../../certified-domains/mailbox-quota.ts'

export const verifyAddress = reads({
  route: 'GET /verifica_pec/{pec}',
  name: 'verifyAddress',
  tag: 'Pec',
  summary: 'Say whether a certified address is free to register',
  isLookup: true,
  orders: ({ params, principal }) => {
    const dominio = parseMailboxAddress((params.pec ?? '').trim())?.dominio ?? ''
    return { resource: 'mailbox', account: principal.accountId, dominio, tipo_casella: typesUnder(dominio) }
  },
  refusals: {
    local: { missing: 207, notValid: 208, taken: 209, notVerifiable: 210, providerDown: 211 },
  },
  answers: Type.Object({ available: Type.Boolean() }),

  async read({ params, db, principal, context, provider, refuse }) {
    const asked = (params.pec ?? '').trim()
    if (asked === '') refuse('missing')
    const address = parseMailboxAddress(asked) ?? refuse('notValid')
    if (!isShared(address.dominio, context.strictness)) {
      const own = await findOwnDomain(db, principal.accountId, address.dominio)
      if (own === undefined || !isActive(own)) refuse('notVerifiable')
    }
    const casella_pec = `${address.local}@${address.dominio}`
    const answer = await provider.mailboxes.checkAddress?.(casella_pec)
    // A provider nobody can ask leaves it to what is known here.
    if (answer !== undefined && answer.is !== 'done') return refuse('providerDown')
    const available = answer?.value.available !== false && !(await isAddressTaken(db, casella_pec))
    if (!available && context.strictness.takenAddressIsRefused) refuse('taken')
    return { data: { available } }
  },
})

/** The types an address under the domain may be of; any under a customer's own. */
function typesUnder(dominio: string): BoxType[] {
  const types = Object.keys(boxTypes).filter(isBoxType)
  const those = types.filter((type) => Object.values(boxTypes[type].addressDomains).flat().includes(dominio))
  return those.length === 0 ? types : those
}

/** Whether the domain is one every account registers under. */
function isShared(dominio: string, { addressDomains }: Strictness): boolean {
  return Object.values(boxTypes).some((type) => type.addressDomains[addressDomains].includes(dominio))
}
