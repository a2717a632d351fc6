// An item with everything it takes to do it at the provider's panel.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { certifiedDomains } from '../certified-domains/resource.ts'
import { CertifiedDomain } from '../certified-domains/view.ts'
import type { Context } from '../context.ts'
import { ApplicantCheck, checkApplicant } from '../mailboxes/checked-applicant.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { ReviewedDocument, reviewDocuments } from '../mailboxes/reviewed-documents.ts'
import { Mailbox } from '../mailboxes/view.ts'
import { resourceKinds } from '../model/resource-kind.ts'
import { bothLanguages, literals, moment, orNull } from '../model/wire-schemas.ts'
import { registryRequests } from '../registry-requests/resource.ts'
import { reviewRequest, SignedDocument } from '../registry-requests/reviewed-documents.ts'
import { RegistryRequest } from '../registry-requests/view.ts'
import { findAccount } from '../store/accounts.ts'
import type { Reader } from '../store/database.ts'
import { readResource } from '../store/resource.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'
import { History, historyOf, Owner } from './history-view.ts'
import type { Item } from './items.ts'
import { itemKinds } from './items.ts'
import { findTask } from './tasks.ts'
import { titleOf } from './titles.ts'

/** An item as the list has it. */
export const QueueItem = Type.Object(
  {
    id: Type.String({ description: 'of the item' }),
    kind: literals(itemKinds, 'review: to be judged; task: to be done at the provider'),
    operation: Type.String({ description: 'name of the call that caused it' }),
    resource: Type.Object({ kind: literals(resourceKinds, 'kind of resource'), id: Type.String() }),
    account: Type.String({ description: 'id of the customer’s account' }),
    provider: Type.String({ description: 'name of the provider' }),
    title: Type.String({ description: 'what is to be done, in a few words' }),
    created_at: moment('since when it waits'),
    due_at: moment('by when it is to be done'),
    claimed_by: orNull(Type.String({ description: 'id of the operator who has it in hand' })),
    claimed_by_name: orNull(Type.String({ description: 'their name' })),
    claimed_until: orNull(moment('until when')),
    overdue: Type.Boolean(),
  },
  { $id: 'QueueItem' },
)

export const ShownItem = Type.Object(
  {
    item: QueueItem,
    version: Type.Integer({ description: 'of the resource; give it with the decision' }),
    owner: Owner,
    resource: Type.Union([Mailbox, CertifiedDomain, RegistryRequest], { description: 'as its owner sees it' }),
    changes: Type.Array(Type.Object({ field: Type.String(), before: Type.Unknown(), after: Type.Unknown() }), {
      description: 'of a task: what is to be made so at the provider; instants in Unix seconds',
    }),
    documents: Type.Array(ReviewedDocument, { description: 'handed in for a mailbox, newest first' }),
    signed_documents: Type.Array(SignedDocument, { description: 'handed in for a request, newest first' }),
    checks: Type.Array(ApplicantCheck, { description: 'of a mailbox’s applicant and holder' }),
    warnings: Type.Array(Type.Object(bothLanguages), { description: 'about a request' }),
    history: History,
  },
  { $id: 'ShownQueueItem' },
)

/** The item of a row, as `QueueItem` has it. */
export function itemView(item: Item, now: Date): Static<typeof QueueItem> {
  const { id, kind, operation, resource_kind, resource_id, account_id, provider, created_at, due_at } = item
  return {
    id,
    kind,
    operation,
    resource: { kind: resource_kind, id: resource_id },
    account: account_id,
    provider,
    title: titleOf(item),
    created_at: created_at.toISOString(),
    due_at: due_at.toISOString(),
    claimed_by: item.claimed_by,
    claimed_by_name: item.claimed_by_name,
    claimed_until: item.claimed_until?.toISOString() ?? null,
    overdue: due_at <= now,
  }
}

/** Everything about an item, as `ShownItem` has it; undefined when its resource is gone. */
export async function showItem(context: Context, db: Reader, item: Item, now: Date) {
  const facts = await factsAbout(context, db, item, now)
  const account = await findAccount(db, { id: item.account_id })
  if (facts === undefined || account === undefined) return undefined
  const { view, ...found } = facts
  const { id, email } = account
  return {
    item: itemView(item, now),
    version: item.version,
    owner: { id, email },
    resource: view(email),
    changes: await changesOf(db, item),
    ...found,
    history: await historyOf(db, { kind: item.resource_kind, id: item.resource_id }),
  }
}

async function factsAbout(context: Context, db: Reader, { resource_kind, resource_id: id }: Item, now: Date) {
  const none = { documents: [], signed_documents: [], checks: [], warnings: [] }
  const shown = <Row extends ResourceRow>({ view }: Resource<Row>, row: Row) => ({
    view: (owner: string) => view(row, owner),
  })
  if (resource_kind === 'mailbox') {
    const row = await readResource(db, mailboxes, id)
    if (row === undefined) return undefined
    const documents = await reviewDocuments(context, id, now)
    return { ...none, ...shown(mailboxes, row), documents, checks: await checkApplicant(db, row, now) }
  }
  if (resource_kind === 'certified-domain') {
    const row = await readResource(db, certifiedDomains, id)
    return row && { ...none, ...shown(certifiedDomains, row) }
  }
  const row = await readResource(db, registryRequests, id)
  if (row === undefined) return undefined
  const { documents: signed_documents, warnings } = await reviewRequest(context, row)
  return { ...none, ...shown(registryRequests, row), signed_documents, warnings }
}

async function changesOf(db: Reader, { id, kind }: Item) {
  const task = kind === 'task' ? await findTask(db, id) : undefined
  if (task === undefined) return []
  return Object.keys(task.after).map((field) => ({ field, before: task.before[field], after: task.after[field] }))
}
