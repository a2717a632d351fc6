// Orders as they go to a connector, and its values as the port has them.
import { domainFlagNames } from '../../model/certified-domain.ts'
import { declaredDocument, declaredTexts } from '../../model/mailbox-fields.ts'
import type { MailboxUser } from '../../model/mailbox-fields.ts'
import { plainTextOf } from '../../model/plain-text.ts'
import { declaredRequestTexts } from '../../model/registry-request-fields.ts'
import type { CalledOff, DocumentHandle, ProviderForm, SentBack } from '../port/answer.ts'
import type { DomainOrder, DomainStatus, NewDomainOrder } from '../port/certified-domains.ts'
import type { MailboxFacts, MailboxOrder, MailboxStatus, NewMailboxOrder } from '../port/mailboxes.ts'
import type { NewRequestOrder, RequestOrder, RequestStatus } from '../port/registry-requests.ts'
import type { Value } from './protocol.ts'

/** The named members of an object, and no others: rows have more. */
const only = <T extends object>(from: T, names: readonly (keyof T & string)[]) =>
  Object.fromEntries(names.map((name) => [name, from[name]]))
const text = (at: Date | null) => at?.toISOString() ?? null

/** A mailbox to be registered. */
export const newMailbox = (order: NewMailboxOrder) =>
  only(order, ['id', ...declaredTexts, 'tipo_casella', ...declaredDocument, 'dominio'])

/** A mailbox as it stands. */
export const mailbox = (order: MailboxOrder) => ({
  ...newMailbox(order),
  provider_ref: order.providerRef,
  ...only(order, ['spazio_disco', 'spazio_storico', 'spazio_conservazione', 'cod_attivazione', 'uid', 'conservazione']),
  expires_at: text(order.expiresAt),
  users: order.users.map((user) => only(user, ['nome', 'cognome', 'descrizione', 'email_gestione_password', 'userid'])),
  registered_at: text(order.registeredAt),
  submissions: order.submissions,
  submitted_at: text(order.submittedAt),
})

/** A user to be added. */
export const newUser = (user: Omit<MailboxUser, 'id_utenza' | 'timestamp' | 'userid'>) =>
  only(user, ['nome', 'cognome', 'descrizione', 'email_gestione_password'])

/** A domain to be certified. */
export const newDomain = (order: NewDomainOrder) =>
  only(order, ['id', 'dominio', 'fornitore', 'tipo_dominio', 'anni', 'numero_pec'])

/** A domain as it stands. */
export const domain = (order: DomainOrder) => ({
  ...newDomain(order),
  provider_ref: order.providerRef,
  ...only(order, domainFlagNames),
  ordered_at: text(order.orderedAt),
  expires_at: text(order.expiresAt),
})

/** A communication to be made. */
export const newRequest = (order: NewRequestOrder) => only(order, ['id', ...declaredRequestTexts, 'pec_amministratore'])

/** A communication as it stands. */
export const request = (order: RequestOrder) => ({
  ...newRequest(order),
  provider_ref: order.providerRef,
  codice_registro_imprese: order.codice_registro_imprese,
  placed_at: text(order.placedAt),
  submissions: order.submissions,
  submitted_at: text(order.submittedAt),
})

/** Documents with their bytes. */
export const documents = (handles: readonly DocumentHandle[]) =>
  Promise.all(
    handles.map(async (one) => ({
      name: one.name,
      size_bytes: one.sizeBytes,
      sha256: one.sha256,
      base64: Buffer.from(await one.read()).toString('base64'),
    })),
  )

const LONGEST_REASON = 500

export const reasonsIn = (reasons: readonly string[]): string[] =>
  reasons.map((one) => plainTextOf(one, LONGEST_REASON))

/** When to ask again. */
export const later = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1_000)

export function formIn({ base64 }: Value<'mailboxes.activationForm'>): ProviderForm {
  return { bytes: Buffer.from(base64, 'base64'), contentType: 'application/pdf' }
}

/** What the partner says of a mailbox. */
export function factsIn({ expires_at, spaces, uid, cod_attivazione }: Value<'mailboxes.renew'>): MailboxFacts {
  return {
    ...(expires_at !== undefined && { expiresAt: new Date(expires_at) }),
    ...(spaces !== undefined && { spaces: spacesIn(spaces) }),
    ...(uid !== undefined && { uid }),
    ...(cod_attivazione !== undefined && { cod_attivazione }),
  }
}

type WireSpaces = NonNullable<Value<'mailboxes.renew'>['spaces']>

function spacesIn({ spazio_disco, spazio_storico, spazio_conservazione }: WireSpaces) {
  return {
    ...(spazio_disco !== undefined && { spazio_disco }),
    ...(spazio_storico !== undefined && { spazio_storico }),
    ...(spazio_conservazione !== undefined && { spazio_conservazione }),
  }
}

export function mailboxStatusIn(status: Value<'mailboxes.status'>): MailboxStatus {
  if (status.state === 'activated') return { is: 'activated', ...factsIn(status) }
  return status.state === 'sent-back' ? sentBackIn(status) : calledOffIn(status)
}

export function domainStatusIn(status: Value<'certifiedDomains.status'>, now: Date): DomainStatus {
  if (status.state === 'called-off') return calledOffIn(status)
  const { flags, expires_at, ask_again_after_seconds: seconds } = status
  return {
    is: 'flags',
    flags: only(
      flags,
      domainFlagNames.filter((name) => flags[name] !== undefined),
    ),
    ...(expires_at !== undefined && { expiresAt: new Date(expires_at) }),
    ...(seconds !== undefined && { askAgainAt: later(now, seconds) }),
  }
}

/** Undefined for a code that comes with nobody who files, and no power of attorney. */
export function requestStatusIn(status: Value<'registryRequests.status'>): RequestStatus | undefined {
  if (status.state === 'communicated') return { is: 'communicated' }
  if (status.state === 'sent-back') return sentBackIn(status)
  const { codice_registro_imprese, attorney, power_of_attorney: form } = status
  const obtained = { is: 'code obtained', codice_registro_imprese } as const
  if (form !== undefined) return { ...obtained, powerOfAttorney: formIn(form) }
  if (attorney === undefined) return undefined
  return { ...obtained, attorney: { name: plainTextOf(attorney.name, 200), fiscalCode: attorney.fiscal_code } }
}

type Codes = Pick<SentBack, 'codes'>
const codesIn = ({ codes }: { codes?: SentBack['codes'] }): Codes => (codes === undefined ? {} : { codes })

function sentBackIn(status: { reasons: string[]; codes?: SentBack['codes'] }): SentBack {
  return { is: 'sent back', reasons: reasonsIn(status.reasons), ...codesIn(status) }
}

function calledOffIn(status: { reason: string; codes?: CalledOff['codes'] }): CalledOff {
  return { is: 'called off', reason: plainTextOf(status.reason, LONGEST_REASON), ...codesIn(status) }
}
