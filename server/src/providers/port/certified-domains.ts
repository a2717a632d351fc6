// What a provider may be asked about certified domains. A member it does not have is a capability it lacks.
import type { DomainFlags, DomainTerms } from '../../model/certified-domain.ts'
import type { Answer, Ask, CalledOff, Done } from './answer.ts'

/** A domain to be certified. */
export interface NewDomainOrder extends DomainTerms {
  /** Our id, for the domain's whole life. */
  id: string
}

/** A domain as it stands at the provider. */
export interface DomainOrder extends NewDomainOrder, DomainFlags {
  providerRef: string | null
  orderedAt: Date
  expiresAt: Date
}

export interface DomainOrdered {
  /** The provider's own name for the order, when it has one. */
  providerRef?: string
  /** When the domain expires, where the provider says so. */
  expiresAt?: Date
  askAgainAt?: Date
}

/** How far the provider is with a domain; flags it says nothing of stay as they are. */
export type DomainStatus = { is: 'flags'; flags: Partial<DomainFlags>; expiresAt?: Date; askAgainAt?: Date } | CalledOff

/** What is asked for a domain, and may be asked about afterwards. */
export interface DomainAsks {
  /** Takes the order of a domain to be certified; how far it is comes later through `status`. */
  order?(order: NewDomainOrder, ask: Ask): Promise<Answer<DomainOrdered>>
  /** Prolongs a domain by calendar years, or brings a revoked one back. */
  renew?(order: DomainOrder, years: number, ask: Ask): Promise<Answer<{ expiresAt?: Date }>>
  /** Switches a domain off with every mailbox under it. */
  revoke?(order: DomainOrder, ask: Ask): Promise<Answer<Done>>
}

export interface DomainPort extends DomainAsks {
  /** How far the domain is by now. */
  status?(order: DomainOrder, now: Date): Promise<Answer<DomainStatus>>
}
