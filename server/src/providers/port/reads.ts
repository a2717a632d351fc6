// How a resource stands at a provider, to be compared with what is known here; nothing is changed by it. A provider may
// lack any of it.
import { domainFlagNames } from '../../model/certified-domain.ts'
import type { Answer } from './answer.ts'
import type { DomainOrder } from './certified-domains.ts'
import type { MailboxOrder } from './mailboxes.ts'
import type { RequestOrder } from './registry-requests.ts'

/** What is compared, by the names of the wire; `scadenza` in Unix seconds. */
export const comparedFacts = [
  'stato',
  'scadenza',
  'spazio_disco',
  'spazio_storico',
  'spazio_conservazione',
  ...domainFlagNames,
] as const
export type ComparedFact = (typeof comparedFacts)[number]

/** What a provider says of a resource; what it leaves out is not compared. */
export type Facts = Readonly<Partial<Record<ComparedFact, string | number>>>

/** `missing`: there is no such resource there; `another`: what has its reference there is something else. */
export type Seen = { is: 'there'; facts: Facts } | { is: 'missing' } | { is: 'another' }

/** Reads a resource as it is there by now. */
export interface ProviderReads {
  mailbox?(order: MailboxOrder, now: Date): Promise<Answer<Seen>>
  certifiedDomain?(order: DomainOrder, now: Date): Promise<Answer<Seen>>
  registryRequest?(order: RequestOrder, now: Date): Promise<Answer<Seen>>
}
