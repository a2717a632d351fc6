// What the list of the queue and the page of an item know of it together.
import type { ListQueueInput, Operations, QueueItem, ShownQueueItem } from '@ceralacca/client'
import { valueOf } from '@ceralacca/client'
import { orders } from '../texts/queue.ts'
import { useTexts } from '../texts/language.tsx'

/** Which items are looked at; kept in the address, so that the next item is one of them. */
export interface QueueFilter {
  kind?: 'review' | 'task'
  state?: 'unclaimed' | 'claimed' | 'mine' | 'overdue'
  provider?: string
  after?: string
}

const kinds = ['review', 'task'] as const
const states = ['unclaimed', 'claimed', 'mine', 'overdue'] as const

/** The filter in an address; what is none is left out. */
export function queueFilterIn(search: Record<string, unknown>): QueueFilter {
  const kind = kinds.find((one) => one === search['kind'])
  const state = states.find((one) => one === search['state'])
  const text = (name: string) => (typeof search[name] === 'string' && search[name] !== '' ? search[name] : undefined)
  const [provider, after] = [text('provider'), text('after')]
  return {
    ...(kind && { kind }),
    ...(state && { state }),
    ...(provider !== undefined && { provider }),
    ...(after !== undefined && { after }),
  }
}

/** The same as the call takes it. */
export const asked = ({ after, ...filter }: QueueFilter): ListQueueInput => ({
  ...filter,
  ...(after !== undefined && { cursor: after }),
})

/** The most urgent item but one; undefined where there is no other. Those in somebody else's hands are passed over. */
export async function nextItem(
  api: Operations,
  { after: _, ...filter }: QueueFilter,
  but: string,
  me: string,
): Promise<QueueItem | undefined> {
  const { items } = valueOf(await api.listQueue({ ...filter, limit: 50 }))
  return items.find(({ id, claimed_by }) => id !== but && (claimed_by === null || claimed_by === me))
}

type Order = keyof (typeof orders)['it']
const isOrder = (text: string): text is Order => Object.hasOwn(orders.it, text)

/** What is to be done, in the person's language. */
export function useOrderWords() {
  const t = useTexts(orders)
  return ({ operation, title }: Pick<QueueItem, 'operation' | 'title'>) => (isOrder(operation) ? t[operation] : title)
}

/** The address or domain an item is about, which its title ends with. */
export const subjectOf = ({ title }: Pick<QueueItem, 'title'>): string => title.split(' ').at(-1) ?? title

export type DecisionWord = 'ACCEPTED' | 'SENT_BACK' | 'CALLED_OFF' | 'DONE' | 'FAILED'

/** What may be decided of an item, and the key for it. */
export function decisionsFor({ kind, operation, resource }: QueueItem): Readonly<Record<string, DecisionWord>> {
  if (kind === 'task') return { a: 'DONE', x: 'FAILED' }
  if (operation === 'createRegistryRequest') return { a: 'ACCEPTED' }
  if (operation === 'signRegistryRequest') return { a: 'ACCEPTED', r: 'SENT_BACK' }
  if (resource.kind === 'certified-domain') return { a: 'ACCEPTED', x: 'CALLED_OFF' }
  return { a: 'ACCEPTED', r: 'SENT_BACK', x: 'CALLED_OFF' }
}

export type FactName =
  | 'data_scadenza'
  | 'cod_attivazione'
  | 'uid'
  | 'userid'
  | 'spazio_disco'
  | 'spazio_storico'
  | 'spazio_conservazione'
  | 'stato_fornitore'
  | 'dns'
  | 'config'
  | 'certif'

/** What a provider's panel may have said beside yes, by the call (docs/operators-queue.md). */
export const factsFor: Readonly<Record<string, readonly FactName[]>> = {
  activateMailbox: ['data_scadenza', 'cod_attivazione', 'uid', 'spazio_disco', 'spazio_storico'],
  orderCertifiedDomain: ['data_scadenza', 'stato_fornitore', 'dns', 'config', 'certif'],
  renewMailbox: ['data_scadenza'],
  renewAutomatically: ['data_scadenza'],
  resizeMailbox: ['spazio_disco', 'spazio_storico', 'spazio_conservazione'],
  upgradeMailbox: ['uid', 'spazio_disco', 'spazio_storico'],
  preserveMailbox: ['spazio_conservazione'],
  addMailboxUser: ['userid'],
  renewCertifiedDomain: ['data_scadenza'],
}

/** A document of an item that can be looked at. */
export interface ShownDocument {
  key: string
  owner: string
  name: string
  submission?: number
}

/** The documents of an item, newest first; of a signed one what the newest upload left. */
export function documentsOf({ item, documents, resource }: ShownQueueItem): ShownDocument[] {
  if (documents.length > 0)
    return documents.map(({ name, submission }) => ({
      key: `${name} ${submission}`,
      owner: item.resource.id,
      name,
      submission,
    }))
  const signed = 'documenti_registro_imprese' in resource ? resource.documenti_registro_imprese : []
  return signed.map((name) => ({ key: name, owner: item.resource.id, name }))
}
