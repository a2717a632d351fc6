// Tells a story to a server and checks every answer: declared status, number and body, no failure of ours, and no cent
// moved by a refusal.
import { expect } from 'vitest'
import { createToken } from '../../src/accounts/tokens.ts'
import { readWallet, unbalancedWallets } from '../../src/ledger/ledger.ts'
import { basicOf } from '../../src/testing/caller.ts'
import type { Customer, World } from '../../src/testing/world.ts'
import { asCommand, bodyOf, send } from './requests.ts'
import type { Received, Sent } from './requests.ts'
import { expectDeclared } from './declared.ts'
import type { CallStep, Pick, Story, Who } from './steps.ts'
import type { Placeholder } from './values.ts'

/** What a story's calls need of the test: files to upload, where callbacks go, which addresses are shared. */
export interface Setting {
  world: World
  pdf: string
  p7m: string
  callbackUrl: string
  sharedDomain: string
}

/** What was called and answered so often, by call and status. */
export type Tally = Map<string, number>

/** Tells one story; throws with every request so far at the first answer that is not as it should be. */
export async function tell(story: Story, setting: Setting, tally: Tally): Promise<void> {
  const told: string[] = []
  const teller = await openStory(story, setting, tally, told)
  try {
    for (const step of [...story.opening.flat(), ...story.steps]) {
      if (step.is === 'pass') {
        told.push(`# ${step.ms} ms pass`)
        await setting.world.pass(step.ms)
        await teller.lookAtWallets()
      } else await teller.make(step)
    }
    expect(await unbalancedWallets(setting.world.context.database.kysely)).toEqual([])
  } catch (error) {
    if (error instanceof Error) error.message = `${error.message}\nafter these calls:\n${told.join('\n')}`
    throw error
  }
}

let numbered = 0

async function openStory({ creditCents }: Story, setting: Setting, tally: Tally, told: string[]) {
  const { world } = setting
  const customer = await world.customer({ creditCents })
  const neighbour = await world.customer()
  const scopes = ['GET:*/pec', 'POST:*/comunica_pec']
  const restricted = (await createToken(world.context, { accountId: customer.accountId, scopes })).token
  const operator = (await world.operator()).token
  const headers: Record<Who, string> = {
    customer: `Bearer ${customer.token}`,
    neighbour: `Bearer ${neighbour.token}`,
    operator: `Bearer ${operator}`,
    restricted: `Bearer ${restricted}`,
    key: basicOf(customer.email, customer.apiKey),
    nobody: '',
    wrong: 'Bearer wrong',
  }
  const pools = new Map<string, string[]>([['accounts', [customer.accountId]]])
  let wallets = await walletsOf(world, [customer, neighbour])

  const fill = (text: string) => text.replaceAll(/§([\w-]+)§/g, (_, name: Placeholder) => valueOf(name))
  function valueOf(name: Placeholder): string {
    numbered += 1
    const values: Record<Placeholder, string> = {
      address: `fuzz${numbered}@${setting.sharedDomain}`,
      'own-address': `fuzz${numbered}@${pools.get('names')?.at(-1) ?? 'pec.example.it'}`,
      domain: `pec.fuzz${numbered}.it`,
      callback: setting.callbackUrl,
      pdf: setting.pdf,
      p7m: setting.p7m,
      number: String(numbered),
    }
    return values[name]
  }

  async function make(step: CallStep): Promise<void> {
    const sent = requestOf(step)
    const first = await one(step, sent)
    if (!step.twice) return
    const before = wallets
    const again = await one(step, sent)
    if (first.status === 200 && !first.type.includes('pdf'))
      expect({ status: again.status, json: again.json }, 'the answer under the same key').toEqual({
        status: first.status,
        json: first.json,
      })
    if (first.status === 200) expect(wallets, 'a repeated request').toEqual(before)
  }

  async function one(step: CallStep, sent: Sent): Promise<Received> {
    const lines = world.logLines.length
    told.push(asCommand(sent))
    const received = await send(world.baseUrl, sent)
    const said = `${received.status} ${received.body.toString('utf8').slice(0, 400)}`
    told.push(`#   ${said}`)
    const key = `${step.call.name} ${received.status}`
    tally.set(key, (tally.get(key) ?? 0) + 1)
    const failed = world.logLines.slice(lines).filter((line) => line.includes('request failed'))
    expect(failed, said).toEqual([])
    expectDeclared(step.call, received)
    const after = await walletsOf(world, [customer, neighbour])
    if (received.status !== 200 && received.status !== 204) expect(after, `charged: ${said}`).toEqual(wallets)
    wallets = after
    if (received.status === 200) harvest(pools, step, received)
    return received
  }

  function requestOf(step: CallStep): Sent {
    const body = bodyOf(step, fill)
    const authorization = headers[step.who]
    numbered += 1
    return {
      method: step.call.method,
      path: pathOf(step, pools),
      headers: [
        ...(authorization === '' ? [] : ([['authorization', authorization]] satisfies Sent['headers'])),
        ...(step.contentType === undefined ? [] : ([['content-type', step.contentType]] satisfies Sent['headers'])),
        ...(step.twice ? ([['idempotency-key', `twice ${numbered}`]] satisfies Sent['headers']) : []),
        ...step.headers,
      ],
      body,
    }
  }

  return {
    make,
    async lookAtWallets() {
      wallets = await walletsOf(world, [customer, neighbour])
    },
  }
}

const walletsOf = (world: World, customers: readonly Customer[]) =>
  Promise.all(customers.map(({ accountId }) => readWallet(world.context.database.kysely, accountId)))

/** The kinds of ids that stand before a parameter of a path. */
const kinds: Readonly<Record<string, string>> = {
  mailboxes: 'pec',
  domains: 'dominio',
  'registry-requests': 'comunica_pec',
  domini_pec: 'names',
  verifica_pec: 'addresses',
}

function kindBefore(before: string): string {
  const segment = before.split('/').findLast((part) => part !== '' && !part.startsWith('{')) ?? ''
  return kinds[segment] ?? segment
}

function pathOf({ call, picks, query }: CallStep, pools: ReadonlyMap<string, string[]>): string {
  let place = 0
  const path = call.path.replaceAll(/\{(\w+)\}/g, (_, name: string, at: number) => {
    const kind = name === 'name' ? 'document names' : kindBefore(call.path.slice(0, at))
    const text = textOf(picks[place++], kind === 'documents' ? 'pec' : kind, pools)
    const isLast = at + name.length + 2 === call.path.length
    // With nothing at its end a path of ours is another one.
    return text === '' && isLast && call.path.startsWith('/v1/') ? '%20' : text
  })
  const pairs = query.map(
    ([name, value]) => `${name}=${value.startsWith('"') ? encodeURIComponent(value.slice(1, -1)) : value}`,
  )
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

function textOf(pick: Pick | undefined, kind: string, pools: ReadonlyMap<string, string[]>): string {
  if (pick?.is === 'text') return pick.text
  const index = pick?.index ?? 0
  const pool = pick?.is === 'other' ? [...pools.values()].flat() : (pools.get(kind) ?? [])
  return encodeURIComponent(pool[index % Math.max(1, pool.length)] ?? 'f'.repeat(24))
}

/** Keeps the ids and names in an answer for later calls. */
function harvest(pools: Map<string, string[]>, { call }: CallStep, { json }: Received): void {
  const data: unknown = Reflect.get(Object(json), 'data')
  const kind = kindBefore(call.path.replace(/\{id\}.*/, ''))
  const keep = (pool: string, value: unknown) => {
    const known = pools.get(pool) ?? []
    if (typeof value === 'string' && !known.includes(value)) pools.set(pool, [...known, value])
  }
  const items: unknown = Array.isArray(data) ? data : Reflect.get(Object(data), 'items')
  for (const item of Array.isArray(items) ? items : [data]) {
    const member = (name: string): unknown => Reflect.get(Object(item), name)
    if (call.path !== '/v1/events') keep(kind, member('id'))
    keep('addresses', member('casella_pec'))
    // The story's own token stays.
    if (call.name === 'createToken') keep('tokens', member('token'))
    keep('names', member('dominio'))
    // Tokens have names too, also empty ones.
    if (!call.path.startsWith('/token')) keep('document names', member('name'))
  }
}
