// The books of two servers, one behind the other: every resource and every debit here has its like there, and the reverse.
import { createToken } from '../../src/accounts/tokens.ts'
import { callerAt } from '../../src/testing/caller.ts'
import { spentIn } from '../../src/testing/separate-sandbox.ts'
import type { UpstreamWorld } from '../../src/testing/upstream-world.ts'

const facts = {
  pec: ['stato', 'data_scadenza', 'tipo_casella', 'conservazione', 'spazio_disco', 'spazio_storico', 'cod_attivazione'],
  dominio: ['stato', 'data_scadenza'],
  comunica_pec: ['stato', 'codice_registro_imprese'],
} as const
const tables = { pec: 'mailboxes', dominio: 'certified_domains', comunica_pec: 'registry_requests' } as const

/** What the two servers disagree about, one line each. Both must have settled. */
export async function disagreements({ world, back }: UpstreamWorld): Promise<string[]> {
  const found: string[] = []
  for (const segment of ['pec', 'dominio', 'comunica_pec'] as const) {
    const { rows } = await world.context.database.pool.query<{ id: string; provider_ref: string; account_id: string }>(
      `select id, provider_ref, account_id from ${tables[segment]}`,
    )
    const here = new Map(rows.map((row) => [row.provider_ref, row]))
    const listed: unknown = (await back.account.get(`/${segment}?limit=1000`)).data
    const there = (Array.isArray(listed) ? listed : []).map((one: unknown) => String(Reflect.get(Object(one), 'id')))
    for (const id of there) if (!here.has(id)) found.push(`${segment}: ${id} is there, and nothing here`)
    for (const [ref, row] of here) {
      if (!there.includes(ref)) found.push(`${segment}: ${row.id} is here, and nothing there`)
      else found.push(...(await differences({ world, back }, segment, row)))
    }
  }
  const pending = await world.context.database.pool.query("select from provider_operations where state = 'pending'")
  if (pending.rowCount !== 0) found.push(`${pending.rowCount} operations are still pending`)
  const [here, there] = [await spentIn(world.context.database.pool), await back.spent()]
  if (here !== there) found.push(`${here} cents spent here, ${there} there`)
  return found
}

async function differences(
  { world, back }: Pick<UpstreamWorld, 'world' | 'back'>,
  segment: keyof typeof tables,
  { id, provider_ref, account_id }: { id: string; provider_ref: string; account_id: string },
): Promise<string[]> {
  const mine = await viewOf(world, segment, id, account_id)
  const theirs: unknown = (await back.account.get(`/${segment}/${provider_ref}`)).data
  const value = (data: unknown, name: string): unknown => Reflect.get(Object(data), name)
  const users = (data: unknown) => Object.keys(Object(value(data, 'multiutenza') ?? [])).length
  const differing = facts[segment].filter((name) => value(mine, name) !== value(theirs, name))
  return [
    ...differing.map((name) => `${segment} ${id}: ${name} is ${value(mine, name)} here, ${value(theirs, name)} there`),
    ...(users(mine) === users(theirs) ? [] : [`${segment} ${id}: ${users(mine)} users here, ${users(theirs)} there`]),
  ]
}

async function viewOf(world: UpstreamWorld['world'], segment: string, id: string, accountId: string): Promise<unknown> {
  const { token } = await createToken(world.context, { accountId })
  return (await callerAt(world.baseUrl, token).get(`/${segment}/${id}`)).data
}
