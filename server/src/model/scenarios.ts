// What a sandbox lets providers, name servers, the register and the clock do to a resource at one call. How each is brought
// about is in server/src/scenarios/.
import type { CertifiedDomainState } from './certified-domain.lifecycle.ts'
import type { MailboxState } from './mailbox.lifecycle.ts'
import type { RegistryRequestState } from './registry-request.lifecycle.ts'
import type { ResourceKind } from './resource-kind.ts'

/** One scenario: what happens, from which states, and the state after it; without one the state stays. */
export interface Scenario<State extends string = string> {
  readonly does: string
  readonly from: readonly State[]
  readonly to?: State
  /** What the resource must have beside its state. */
  readonly needs?: string
  /** Whether the call may say why, to be told to the customer. */
  readonly takesReasons?: true
}

const notActive = ['registrata', 'in_evasione', 'documenti_errati'] as const

export const mailboxScenarios = {
  activated: {
    does: 'the provider activates it; documents that were not handed in count as having reached the provider',
    from: notActive,
    to: 'evasa',
  },
  'documents-sent-back': {
    does: 'the provider sends the documents back, for the reasons given',
    from: notActive,
    to: 'documenti_errati',
    takesReasons: true,
  },
  'cancelled-by-provider': {
    does: 'the provider calls the registration off; refunded',
    from: notActive,
    to: 'registrazione_annullata',
    takesReasons: true,
  },
  'address-taken': {
    does: "the provider finds that the address is somebody else's; refunded, and the address stays taken until the account is reset",
    from: notActive,
    to: 'registrazione_annullata',
  },
  'registration-abandoned': {
    does: 'the time for documents is over; refunded',
    from: ['registrata', 'documenti_errati'],
    to: 'registrazione_annullata',
  },
  'decision-delayed': {
    does: 'the provider takes a day longer to decide',
    from: ['in_evasione'],
  },
  'about-to-expire': {
    does: 'it expires in seven days; the reminder of that day is sent',
    from: ['evasa'],
  },
  'expiry-extended': {
    does: 'the provider names an expiry a year later; nothing is charged',
    from: ['evasa'],
  },
  'renewed-automatically': {
    does: 'it expires in a day and is renewed from the wallet',
    from: ['evasa'],
    to: 'evasa',
    needs: 'autorinnovo and the credit for a year',
  },
  'renewal-without-credit': {
    does: 'it expires in a day; its renewal is put off as if there were no credit, and tried again at the expiry',
    from: ['evasa'],
    needs: 'autorinnovo',
  },
  'renewal-refused': {
    does: 'it expires in a day; the provider refuses its renewal, which is tried again at the expiry',
    from: ['evasa'],
    needs: 'autorinnovo',
  },
  expired: {
    does: 'it expires now; a renewal brings it back',
    from: ['evasa'],
    to: 'revocata',
    needs: 'no autorinnovo, or too little credit: it would be renewed',
  },
  'closed-after-grace': {
    does: 'it expired so long ago that it can no longer be renewed',
    from: ['evasa', 'revocata'],
    to: 'chiusa',
  },
  'revoked-by-provider': {
    does: 'the provider switches it off; a renewal brings it back',
    from: ['evasa'],
    to: 'revocata',
  },
  'working-again': {
    does: 'the provider switches it on again; nothing is charged',
    from: ['revocata'],
    to: 'evasa',
    needs: 'an expiry ahead, and a working domain where the domain is your own',
  },
  'spaces-changed': {
    does: 'the provider enlarges spazio_disco by 1024 MiB; nothing is charged',
    from: ['evasa'],
  },
} as const satisfies Readonly<Record<string, Scenario<MailboxState>>>

export const domainScenarios = {
  'order-accepted': {
    does: 'the provider takes the order: stato_fornitore OK',
    from: ['registrato'],
  },
  'order-refused': {
    does: 'the provider refuses the order: stato_fornitore KO; refunded, its mailboxes with it',
    from: ['registrato'],
    to: 'revocato',
    takesReasons: true,
  },
  configured: {
    does: 'the provider has set it up: stato_fornitore and config OK',
    from: ['registrato'],
  },
  certified: {
    does: 'all four flags are OK; one that was suspended is certified anew',
    from: ['registrato', 'evaso'],
    to: 'evaso',
    needs: 'to be in set-up, or suspended',
  },
  'dns-broken': {
    does: 'its DNS records are found wrong: dns KO; once it works, the seven days to mend them begin',
    from: ['registrato', 'evaso'],
  },
  'dns-mended': {
    does: 'its DNS records are found right: dns OK',
    from: ['registrato', 'evaso'],
  },
  suspended: {
    does: 'its DNS records have been wrong for more than seven days: dns and certif KO',
    from: ['evaso'],
    needs: 'not to be suspended yet',
  },
  'decision-delayed': {
    does: 'the provider takes a day longer',
    from: ['registrato'],
  },
  'about-to-expire': {
    does: 'it expires in seven days; the reminder of that day is sent',
    from: ['registrato', 'evaso'],
  },
  'expiry-extended': {
    does: 'the provider names an expiry a year later; nothing is charged',
    from: ['registrato', 'evaso'],
  },
  expired: {
    does: 'it expires now, with every mailbox under it',
    from: ['registrato', 'evaso'],
    to: 'revocato',
  },
  'revoked-by-provider': {
    does: 'the provider switches it off, with every mailbox under it',
    from: ['registrato', 'evaso'],
    to: 'revocato',
  },
} as const satisfies Readonly<Record<string, Scenario<CertifiedDomainState>>>

const withoutOutcome = ['codice_in_richiesta', 'in_attesa_di_documenti', 'documenti_caricati'] as const

export const requestScenarios = {
  'code-obtained': {
    does: 'the filing is open and has its code; the power of attorney can be signed',
    from: ['codice_in_richiesta'],
    to: 'in_attesa_di_documenti',
  },
  'documents-sent-back': {
    does: 'the documents come back, for the reasons given; documents that were not handed in count as having been',
    from: withoutOutcome,
    to: 'in_attesa_di_documenti',
    takesReasons: true,
  },
  'signature-refused': {
    does: 'the documents come back: the signature is not valid',
    from: withoutOutcome,
    to: 'in_attesa_di_documenti',
  },
  'refused-by-register': {
    does: 'the register refuses the communication for good; the contract has no state for it, so the documents come back',
    from: withoutOutcome,
    to: 'in_attesa_di_documenti',
  },
  communicated: {
    does: 'the register knows the address; documents that were not handed in count as having been',
    from: withoutOutcome,
    to: 'comunicazione_evasa',
  },
  'decision-delayed': {
    does: 'provider or register take a day longer',
    from: ['codice_in_richiesta', 'documenti_caricati'],
  },
} as const satisfies Readonly<Record<string, Scenario<RegistryRequestState>>>

export type MailboxScenario = keyof typeof mailboxScenarios
export type DomainScenario = keyof typeof domainScenarios
export type RequestScenario = keyof typeof requestScenarios

/** The scenarios of each kind of resource, by name. */
export const scenarios = {
  mailbox: mailboxScenarios,
  'certified-domain': domainScenarios,
  'registry-request': requestScenarios,
} as const satisfies Readonly<Record<ResourceKind, Readonly<Record<string, Scenario>>>>

/** Any scenario's row; undefined for a name the kind does not have. */
export function scenarioOf(kind: ResourceKind, name: string): Scenario | undefined {
  const rows: Readonly<Record<string, Scenario>> = scenarios[kind]
  return Object.hasOwn(rows, name) ? rows[name] : undefined
}
