// Certified domains at a server of the contract.
import type { Ask } from '../port/answer.ts'
import type { DomainAsks, DomainOrder, DomainOrdered, DomainPort, NewDomainOrder } from '../port/certified-domains.ts'
import { carrier } from './carry-out.ts'
import type { Errand, How } from './carry-out.ts'
import { callbackTo, expiryAgrees, isRenewedTo, lookAmongNewest, reader, unread, within } from './calls.ts'
import type { UpstreamClient } from './client.ts'
import { expiryIn, flagsIn, idIn, saysTheSame, textIn } from './translate.ts'

const A_MINUTE_MS = 60_000

/** What is asked for domains, or what became of it. */
export function upstreamDomainAsks(client: UpstreamClient, how: How): DomainAsks {
  const carry = carrier(client, how)
  const change = <V>(order: DomainOrder, ask: Ask, errand: Omit<Errand<V>, 'look'>) => {
    const effect = (data: unknown) => (domainIs(data, order) ? errand.effect(data) : undefined)
    return carry({ ...errand, effect, look: async () => within(await domainAt(client, order), effect) }, ask)
  }
  return {
    order: (order, ask) =>
      carry(
        {
          async call() {
            const { dominio, fornitore, anni, numero_pec } = order
            return {
              method: 'POST',
              path: '/dominio',
              body: { dominio, fornitore, anni, numero_pec, ...callbackTo(ask) },
            }
          },
          effect: (data) => ordered(data, order, ask),
          look: () => lookAmongNewest(client, '/dominio', isMeant(order), ask, (data) => ordered(data, order, ask)),
        },
        ask,
      ),
    renew: (order, years, ask) =>
      change(order, ask, {
        call: async () => ({ method: 'GET', path: `${domainPath(order)}/rinnovo?anni=${years}` }),
        effect: (data) => renewed(data, order, years),
        before: async () =>
          expiryAgrees(client, await domainAt(client, order), order.expiresAt, (data) => renewed(data, order, years)),
      }),
    revoke: (order, ask) =>
      change(order, ask, {
        call: async () => ({ method: 'DELETE', path: domainPath(order) }),
        effect: (data) => (textIn(data, 'stato') === 'revocato' ? {} : undefined),
      }),
  }
}

/** How far a domain is there. */
export function upstreamDomainReads(client: UpstreamClient): Required<Pick<DomainPort, 'status'>> {
  return {
    async status(order, now) {
      const reading = await domainAt(client, order)
      if (reading.is !== 'read') return unread(reading)
      if (textIn(reading.data, 'stato') === 'revocato')
        return { is: 'done', value: { is: 'called off', reason: 'cancelled by the provider' } }
      const [flags, expiresAt] = [flagsIn(reading.data), expiryIn(reading.data)]
      const again =
        textIn(reading.data, 'stato') === 'evaso' ? {} : { askAgainAt: new Date(now.getTime() + A_MINUTE_MS) }
      return { is: 'done', value: { is: 'flags', flags, ...(expiresAt && { expiresAt }), ...again } }
    },
  }
}

/** Where it is read. */
export const domainPath = ({ providerRef }: DomainOrder) => `/dominio/${providerRef ?? ''}`
const domainAt = (client: UpstreamClient, order: DomainOrder) =>
  reader(client, domainPath(order), (data) => domainIs(data, order))()
/** Whether an object is the domain of the order, and no other one. */
export const domainIs = (data: unknown, { providerRef, dominio }: DomainOrder) =>
  providerRef !== null && idIn(data) === providerRef && saysTheSame(data, { dominio }, ['dominio'])

function ordered(data: unknown, order: NewDomainOrder, { now }: Ask): DomainOrdered | undefined {
  const [providerRef, expiresAt] = [idIn(data), expiryIn(data)]
  if (providerRef === undefined || expiresAt === undefined) return undefined
  return saysTheSame(data, { ...order }, ['dominio', 'fornitore'])
    ? { providerRef, expiresAt, askAgainAt: now }
    : undefined
}

/** Ours may have been certified by the time somebody looks. */
const isMeant = (order: NewDomainOrder) => (item: unknown) =>
  saysTheSame(item, { ...order }, ['dominio', 'fornitore']) && textIn(item, 'stato') !== 'revocato'

function renewed(data: unknown, { expiresAt: before }: DomainOrder, years: number): { expiresAt: Date } | undefined {
  const expiresAt = expiryIn(data)
  if (textIn(data, 'stato') === 'revocato' || expiresAt === undefined) return undefined
  return isRenewedTo(expiresAt, before, years) ? { expiresAt } : undefined
}
