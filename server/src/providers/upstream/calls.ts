// What the calls to a server of the contract have in common.
import { addYears } from '../../model/italian-date.ts'
import type { Answer, Ask, DocumentHandle } from '../port/answer.ts'
import type { Seen } from './carry-out.ts'
import type { UpstreamClient } from './client.ts'
import { expiryIn, idIn } from './translate.ts'

export type Reading = { is: 'read'; data: unknown } | Unread
/** `about`: it says nothing of the provider but in this case. */
export type Unread = { is: 'unknown'; cause: string; about?: 'this order' }

/** Reads a resource; one that is not what it should be was not read. */
export function reader(client: UpstreamClient, path: string, isIt: (data: unknown) => boolean) {
  return async (): Promise<Reading> => {
    const reply = await client.call({ method: 'GET', path })
    if (reply.is === 'refused') return { is: 'unknown', cause: 'refused where it was read', about: 'this order' }
    if (reply.is !== 'answered') return { is: 'unknown', cause: `${reply.is} where it was read` }
    if (isIt(reply.data)) return { is: 'read', data: reply.data }
    const cause = 'another resource answered'
    client.report('no usable answer', cause)
    return { is: 'unknown', cause, about: 'this order' }
  }
}

/** What could not be read, as an answer. */
export const unread = ({ cause, about }: Unread): Answer<never> => ({ is: 'down', cause, ...(about && { about }) })

/** The effect in what was read. */
export function within<V>(reading: Reading, effect: (data: unknown) => V | undefined): Seen<V> {
  if (reading.is !== 'read') return reading
  const value = effect(reading.data)
  return value === undefined ? { is: 'absent' } : { is: 'there', value }
}

/** `no pec linked to this account`, and the same for requests and domains (contract 2.3, 2.13, 2.17). */
const EMPTY_LIST = new Set([200, 332, 305])
const PAGE = 100
const PAGES = 3

/**
 * The effect of an order in the newest entry of a list that is meant and nobody's yet, read as a whole; lists are newest
 * first (contract 1.5).
 */
export async function lookAmongNewest<V>(
  client: UpstreamClient,
  path: string,
  isMeant: (item: unknown) => boolean,
  ask: Ask,
  effect: (data: unknown) => V | undefined,
): Promise<Seen<V>> {
  const found = await newestIn(client, path, isMeant, ask)
  if (found.is !== 'there') return found
  return within(await reader(client, `${path}/${found.value}`, (data) => idIn(data) === found.value)(), effect)
}

async function newestIn(
  client: UpstreamClient,
  path: string,
  isMeant: (item: unknown) => boolean,
  { isKept }: Ask,
): Promise<Seen<string>> {
  for (let page = 0; page < PAGES; page += 1) {
    const reply = await client.call({ method: 'GET', path: `${path}?skip=${page * PAGE}&limit=${PAGE}` })
    if (reply.is === 'refused' && EMPTY_LIST.has(reply.number)) return { is: 'absent' }
    if (reply.is !== 'answered' || !Array.isArray(reply.data)) return { is: 'unknown', cause: 'no list' }
    const items: unknown[] = reply.data
    for (const item of items) {
      const id = idIn(item)
      if (id !== undefined && isMeant(item) && (await isKept?.(id)) !== true) return { is: 'there', value: id }
    }
    // A list without pages comes whole at once.
    if (items.length !== PAGE) return { is: 'absent' }
  }
  return { is: 'absent' }
}

const A_DAY_MS = 86_400_000

/** Whether an expiry there is what a renewal by so many years makes of the one we know: a day is as good. */
export const isRenewedTo = (expiresAt: Date, before: Date, years: number) =>
  expiresAt.getTime() >= addYears(before, years).getTime() - A_DAY_MS

/**
 * What settles a renewal before it is asked for: it is asked for only from the expiry we know, and one whose effect is there
 * already is not bought again.
 */
export async function expiryAgrees<V>(
  client: UpstreamClient,
  reading: Reading,
  known: Date | null,
  effect: (data: unknown) => V | undefined,
): Promise<Answer<V> | undefined> {
  const seen = within(reading, effect)
  if (seen.is === 'unknown') return { is: 'not done', cause: seen.cause, about: 'the connection' }
  if (seen.is === 'there') return { is: 'done', value: seen.value }
  const there = reading.is === 'read' ? expiryIn(reading.data) : undefined
  const apartMs = Math.abs((there?.getTime() ?? 0) - (known?.getTime() ?? 0))
  if (apartMs <= A_DAY_MS) return undefined
  client.report('expiry differs')
  return { is: 'not done', cause: 'its expiry there is another one' }
}

/** Where news are to be sent, if they can be. */
export const callbackTo = ({ newsUrl }: Ask) =>
  newsUrl === undefined ? {} : { callback: { url: newsUrl, method: 'JSON' } }

/** Documents as they are sent. */
export const base64Of = (documents: readonly DocumentHandle[]): Promise<string[]> =>
  Promise.all(documents.map(async (one) => Buffer.from(await one.read()).toString('base64')))
