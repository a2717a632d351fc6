// GET /domini_pec/{dominio}
// Is this domain certified? Told from evidence, never from guessing; paid for only when the answer is yes.
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { domainCheckCause } from '../../ledger/causes.ts'
import { boxTypes } from '../../model/box-types.ts'
import { parseHostName } from '../../model/host-name.ts'
import { formatCents } from '../../model/money.ts'
import { isProviderDomain } from '../../model/provider-domains.ts'
import { evidenceOf } from '../../pec-index/table.ts'
import { writes } from '../../pipeline/declare.ts'

const DAY_MS = 86_400_000

export const checkDomain = writes({
  route: 'GET /domini_pec/{dominio}',
  name: 'checkDomain',
  tag: 'Pec',
  summary: 'Say whether a domain is a certified domain; spends credit when it is',
  emptyWhen: 'not a certified domain; nothing is charged',
  refusals: { noCredit: 403, local: { missing: 400, notValid: 401, unknown: 402, noCredit: 403 } },
  answers: Type.Array(Type.String(), { description: 'always empty: the message says what was found' }),

  check({ params, refuse }) {
    if ((params.dominio ?? '').trim() === '') refuse('missing')
    if (nameIn(params) === undefined) refuse('notValid')
  },

  async free({ params, db, principal, context, now, refuse }) {
    const dominio = nameIn(params) ?? ''
    const { cents } = (await context.prices.pricesOf(db, principal.accountId, now))['domain check']
    const { isCertified, asOf, availableCents } = await evidenceOf(db, dominio, principal.accountId)
    // Whoever cannot pay for a yes is not told a no either: the two refusals would be the answer.
    if (availableCents < cents) refuse('noCredit', { price: formatCents(cents), credit: formatCents(availableCents) })
    if (context.providers.indexIsAway?.(dominio) === true) refuse('unknown')
    if (isCertified || isProviderDomain(dominio) || isShared(dominio, context)) return undefined
    if (context.strictness.noNeedsIndex && !isFresh(asOf, now, context)) refuse('unknown')
    return { nothing: true }
  },

  price: ({ params, prices, requestId }) => ({
    amountCents: prices['domain check'].cents,
    cause: domainCheckCause(nameIn(params) ?? '', requestId),
  }),

  async apply({ params }) {
    return { data: [], message: `${nameIn(params)} found!` }
  },
})

const nameIn = ({ dominio = '' }: Readonly<Record<string, string>>) => parseHostName(dominio.trim())

/** Whether mailboxes of every account are registered under the domain. */
function isShared(dominio: string, { strictness }: Context): boolean {
  return Object.values(boxTypes).some((type) => type.addressDomains[strictness.addressDomains].includes(dominio))
}

function isFresh(asOf: Date | null, now: Date, { settings }: Context): boolean {
  return asOf !== null && now.getTime() - asOf.getTime() <= settings.PEC_INDEX_STALE_DAYS * DAY_MS
}
