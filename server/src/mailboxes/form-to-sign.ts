// The forms a customer signs: the provider's own where it brings one, which is kept and given out byte for byte; ours
// drawn otherwise.
import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { refusal } from '../errors/refusal.ts'
import type { IssuedForm } from '../forms/form-mark.ts'
import type { MailboxPort } from '../providers/port/mailboxes.ts'
import { findIssuedDocument, noteIssuedForm } from '../store/documents.ts'
import { keepIssued } from '../unit-of-work.ts'
import { formMailbox } from './form-data.ts'
import { mailboxOrder } from './provider-order.ts'
import { mailboxes } from './resource.ts'
import type { MailboxRow } from './table.ts'

/** Which form: the capability of the provider that would bring it. */
export type FormToSign = 'activationForm' | 'preservationForm'

const names = { activationForm: 'modulo_attivazione', preservationForm: 'modulo_conservazione' } as const

/** The bytes of a form as a PDF, and the file's name. Refuses 111 while the provider whose form it is does not answer. */
export async function formToSign(
  context: Context,
  row: MailboxRow,
  which: FormToSign,
  now: Date,
): Promise<{ file: Uint8Array; contentType: 'application/pdf'; name: string }> {
  const ask = context.providers.named(row.provider).mailboxes[which]
  const file =
    ask === undefined ? await drawn(context, row, which, now) : await broughtBy(ask, context, row, which, now)
  return { file, contentType: 'application/pdf', name: `${row.id}_${names[which]}.pdf` }
}

async function drawn(context: Context, row: MailboxRow, which: FormToSign, now: Date): Promise<Uint8Array> {
  const options = { issuedAt: now, sandbox: context.settings.MODE === 'sandbox' }
  const issued = await draw[which](row, options)
  await noteIssuedForm(context.database.kysely, { ownerId: row.id, ...issued }, now)
  return issued.bytes
}

type Draw = (row: MailboxRow, options: { issuedAt: Date; sandbox: boolean }) => Promise<IssuedForm>

// Loaded when first needed: the PDF writer is a fifth of the start-up.
const draw: Readonly<Record<FormToSign, Draw>> = {
  async activationForm(row, options) {
    const { activationForm } = await import('../forms/activation.ts')
    return activationForm(formMailbox(row), options)
  },
  async preservationForm(row, options) {
    const { preservationForm } = await import('../forms/preservation.ts')
    return preservationForm(formMailbox(row), options)
  },
}

async function broughtBy(
  ask: NonNullable<MailboxPort[FormToSign]>,
  context: Context,
  row: MailboxRow,
  which: FormToSign,
  now: Date,
): Promise<Uint8Array> {
  const owner = { kind: mailboxes.kind, id: row.id }
  const purpose = names[which]
  const before = await findIssuedDocument(context.database.kysely, owner, purpose)
  if (before !== undefined) return context.vault.read({ ...before, owner })
  const answer = await ask(mailboxOrder(row), now)
  if (answer.is !== 'done') throw refusal(111)
  const { bytes } = answer.value
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const document = { name: `${row.id}_${purpose}.pdf`, purpose, bytes, sha256, findings: { is: 'issued' } }
  // Two may have asked at once: the first one's is what everybody signs.
  const kept = await keepIssued(context, mailboxes, row.id, document)
  return context.vault.read({ ...kept, owner })
}
