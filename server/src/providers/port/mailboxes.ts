// What a provider may be asked about mailboxes. A member it does not have is a capability it lacks.
import type { BoxType } from '../../model/box-types.ts'
import type { DeclaredMailbox, MailboxUser, Spaces } from '../../model/mailbox-fields.ts'
import type { Answer, Ask, CalledOff, DocumentHandle, Done, ProviderForm, SentBack } from './answer.ts'

/** A mailbox to be registered: all that was declared of it. */
export interface NewMailboxOrder extends DeclaredMailbox {
  /** Our id, for the mailbox's whole life. */
  id: string
  dominio: string
  autorinnovo: boolean
}

/** A mailbox as it stands: what was declared, what we sent and when, what the provider said. */
export interface MailboxOrder extends NewMailboxOrder, Spaces {
  providerRef: string | null
  cod_attivazione: string
  uid: string
  conservazione: boolean
  /** When it expires; null before activation. */
  expiresAt: Date | null
  users: readonly MailboxUser[]
  registeredAt: Date
  /** How many times documents were sent, and when last. */
  submissions: number
  submittedAt: Date | null
}

export interface Registered {
  /** The provider's own name for the order, when it has one. */
  providerRef?: string
  /** Eight digits (contract 1.4). */
  cod_attivazione: string
  /** The provider's user code; ours is used when it gives none. */
  uid?: string
  /** When the provider expects to have news by itself, before any document arrives. */
  askAgainAt?: Date
}

/** What the provider says of a mailbox beside yes; believed and kept. What it leaves out follows our own rules. */
export interface MailboxFacts {
  /** When the mailbox expires. */
  expiresAt?: Date
  spaces?: Partial<Spaces>
  uid?: string
  cod_attivazione?: string
}

/** What became of an order: working, documents sent back, or called off by the provider. */
export type MailboxStatus = ({ is: 'activated' } & MailboxFacts) | SentBack | CalledOff

/** What is asked for a mailbox, and may be asked about afterwards. */
export interface MailboxAsks {
  /** Takes the order of a new mailbox and reserves its address. */
  register?(order: NewMailboxOrder, ask: Ask): Promise<Answer<Registered>>
  /** `done` when the provider has the documents; its verdict comes later through `status`. */
  submitDocuments?(
    order: MailboxOrder,
    documents: readonly DocumentHandle[],
    ask: Ask,
  ): Promise<Answer<{ askAgainAt?: Date }>>
  /** Switches the mailbox off; a renewal brings it back. */
  revoke?(order: MailboxOrder, ask: Ask): Promise<Answer<Done>>
  /** Prolongs the mailbox by calendar years. */
  renew?(order: MailboxOrder, years: number, ask: Ask): Promise<Answer<MailboxFacts>>
  /** Sets the spaces, in MiB; none is smaller than before. */
  resize?(order: MailboxOrder, spaces: Spaces, ask: Ask): Promise<Answer<MailboxFacts>>
  /** Makes it a higher kind of mailbox. */
  upgrade?(order: MailboxOrder, tipo_casella: BoxType, ask: Ask): Promise<Answer<MailboxFacts>>
  /** Switches on legal preservation with that space, in MiB; the documents are the signed form. */
  preserve?(
    order: MailboxOrder,
    spazio_conservazione: number,
    documents: readonly DocumentHandle[],
    ask: Ask,
  ): Promise<Answer<MailboxFacts>>
  /** Adds a user; `userid` is the provider's login code, ours is used when it gives none. */
  addUser?(
    order: MailboxOrder,
    user: Pick<MailboxUser, 'nome' | 'cognome' | 'descrizione' | 'email_gestione_password'>,
    ask: Ask,
  ): Promise<Answer<{ userid?: string }>>
}

export interface MailboxPort extends MailboxAsks {
  /** Whether the address is free. */
  checkAddress?(casella_pec: string): Promise<Answer<{ available: boolean }>>
  /** What became of the order by now. */
  status?(order: MailboxOrder, now: Date): Promise<Answer<MailboxStatus>>
  /** The activation form the provider wants signed; without it ours is drawn. */
  activationForm?(order: MailboxOrder, now: Date): Promise<Answer<ProviderForm>>
  /** The same for legal preservation. */
  preservationForm?(order: MailboxOrder, now: Date): Promise<Answer<ProviderForm>>
}
