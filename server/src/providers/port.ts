// What any provider may be asked, and the shape of its answers. The port never throws for an expected failure.
import type { BoxType } from '../model/box-types.ts'
import type { DomainFlags, DomainKind, DomainProvider } from '../model/certified-domain.ts'
import type { Manifest } from './capabilities.ts'

/** An answer is a value: done, come back later, a no with reasons people can act on, or no answer at all. */
export type Answer<T> =
  | { is: 'done'; value: T }
  | { is: 'pending'; askAgainAt: Date }
  | { is: 'refused'; reasons: string[] }
  | { is: 'down'; cause: string }

/** What a provider needs to know of a mailbox. `reference` is ours, for the mailbox's whole life. */
export interface MailboxOrder {
  reference: string
  casella_pec: string
  tipo_casella: BoxType
}

export interface Reservation {
  /** The provider's own name for the order, when it has one. */
  providerRef?: string
  /** Eight digits (contract 1.4). */
  cod_attivazione: string
  /** The provider's user code; ours is used when it gives none. */
  uid?: string
  /** When the provider expects to have news by itself, before any document arrives. */
  askAgainAt?: Date
}

/** An order as it stands at the provider: what we sent and when. */
export interface PlacedOrder extends MailboxOrder {
  providerRef: string | null
  registeredAt: Date
  /** How many times documents were sent, and when last. */
  submissions: number
  submittedAt: Date | null
}

/** One thing asked for. `request` is our reference of it: asking twice with the same one is harmless. */
export interface PlacedRequest extends PlacedOrder {
  request: string
}

/** What became of an order: working, documents sent back, or called off by the provider. */
export type OrderNews =
  { is: 'activated' } | { is: 'sent back'; reasons: string[] } | { is: 'called off'; reason: string }

/** What a provider needs to know to tell the Business Register an address. `reference` is ours, for good. */
export interface RegisterOrder {
  reference: string
  casella_pec: string
  cf_piva: string
  /** The address is the director's own, not the company's. */
  pec_amministratore: boolean
}

/** A communication to the register as it stands at the provider: what we sent and when. */
export interface PlacedRegisterOrder extends RegisterOrder {
  providerRef: string | null
  placedAt: Date
  /** How many times signed documents were sent, and when last. */
  submissions: number
  submittedAt: Date | null
}

export interface RegisterFiling {
  /** The provider's own name for the order, when it has one. */
  providerRef?: string
  /** The register's code, where it is known before the filing is open. */
  codice_registro_imprese?: string
  /** When the provider expects to have news by itself. */
  askAgainAt?: Date
}

/** Who files and is empowered to: what a power of attorney must name. */
export interface RegisterAttorney {
  name: string
  fiscalCode: string
}

/** What became of a communication: its filing is open and has a code, its documents came back, the register knows. */
export type RegisterNews =
  | { is: 'code obtained'; codice_registro_imprese: string; attorney: RegisterAttorney }
  | { is: 'sent back'; reasons: string[] }
  | { is: 'communicated' }

/** What a provider needs to know of a domain to be certified. `reference` is ours, for the domain's whole life. */
export interface DomainOrder {
  reference: string
  dominio: string
  fornitore: DomainProvider
  tipo_dominio: DomainKind
  anni: number
  numero_pec: number
}

/** A domain as it stands at the provider. */
export interface PlacedDomain extends DomainOrder {
  providerRef: string | null
  orderedAt: Date
}

/** How far the provider is with a domain; flags it says nothing of stay as they are. */
export type DomainNews =
  { is: 'flags'; flags: Partial<DomainFlags>; askAgainAt?: Date } | { is: 'called off'; reason: string }

/** Nothing more to say than that it was done. */
export type Done = Readonly<Record<never, never>>

export interface Spaces {
  spazio_disco: number
  spazio_storico: number
  spazio_conservazione: number
}

/** What a provider is asked to do. */
export interface Asks {
  /** Takes the order of a new mailbox; its reference is that of the request too. */
  reserveAddress(order: MailboxOrder, now: Date): Promise<Answer<Reservation>>
  /** `done` when the provider has the documents; its verdict comes later through `activationStatus`. */
  submitDocuments(order: PlacedRequest, now: Date): Promise<Answer<{ askAgainAt: Date | undefined }>>
  /** Switches the mailbox off; a renewal brings it back. */
  revoke(order: PlacedRequest): Promise<Answer<Done>>
  /** Prolongs the mailbox by calendar years. */
  renew(order: PlacedRequest, years: number): Promise<Answer<Done>>
  /** Sets the spaces, in MiB; none is smaller than before. */
  resize(order: PlacedRequest, spaces: Spaces): Promise<Answer<Done>>
  /** Makes it a higher kind of mailbox. */
  upgrade(order: PlacedRequest, tipo_casella: BoxType): Promise<Answer<Done>>
  /** Switches on legal preservation with that space, in MiB. */
  preserve(order: PlacedRequest, spazio_conservazione: number): Promise<Answer<Done>>
  /** Adds a user; `userid` is the provider's login code, ours is used when it gives none. */
  addUser(order: PlacedRequest, user: { email_gestione_password: string }): Promise<Answer<{ userid?: string }>>
  /** Opens a filing with the Business Register; its code comes later through `registerStatus`. */
  openRegisterFiling(order: RegisterOrder, now: Date): Promise<Answer<RegisterFiling>>
  /** `done` when the provider has the signed documents; what became of them comes later through `registerStatus`. */
  submitToRegister(
    order: PlacedRegisterOrder & { request: string },
    now: Date,
  ): Promise<Answer<{ askAgainAt: Date | undefined }>>
  /** Takes the order of a domain to be certified; how far it is comes later through `domainStatus`. */
  orderDomain(order: DomainOrder, now: Date): Promise<Answer<{ providerRef?: string; askAgainAt?: Date }>>
  /** Prolongs a domain by calendar years, or brings a revoked one back. */
  renewDomain(order: PlacedDomain & { request: string }, years: number): Promise<Answer<Done>>
  /** Switches a domain off with every mailbox under it. */
  revokeDomain(order: PlacedDomain & { request: string }): Promise<Answer<Done>>
}

export interface Provider extends Asks {
  manifest: Manifest
  /** Whether the address is free. */
  checkAddress(casella_pec: string): Promise<Answer<{ available: boolean }>>
  /** What became of the order by now. */
  activationStatus(order: PlacedOrder, now: Date): Promise<Answer<OrderNews>>
  /** How far the domain is by now. */
  domainStatus(order: PlacedDomain, now: Date): Promise<Answer<DomainNews>>
  /** What became of the communication by now; after documents were sent, what became of them. */
  registerStatus(order: PlacedRegisterOrder, now: Date): Promise<Answer<RegisterNews>>
  /**
   * The same questions about the past, for a provider that is not in process: `done` when it did what was asked under
   * that reference, `refused` when it did not and never will, `pending` while it is still at it.
   */
  recall?: Asks
}
