// The schema created by the migrations, as one text to review. Update it: `npx vitest run server/test/schema.test.ts -u`.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { boxTypes } from '../src/model/box-types.ts'
import { accountLifecycle } from '../src/model/account.lifecycle.ts'
import { callbackDeliveryLifecycle } from '../src/model/callback-delivery.lifecycle.ts'
import { certifiedDomainLifecycle } from '../src/model/certified-domain.lifecycle.ts'
import { domainFlagNames, domainFlags, domainProviders } from '../src/model/certified-domain.ts'
import { mailboxLifecycle } from '../src/model/mailbox.lifecycle.ts'
import { registryRequestLifecycle } from '../src/model/registry-request.lifecycle.ts'
import { migrate, pendingMigrations } from '../src/store/migrate.ts'
import { startServer } from '../src/testing/world.ts'

describe('the schema', () => {
  const world = startServer()

  const lines = async (query: ReturnType<typeof sql<{ line: string }>>) => {
    const found = await query.execute(world.context.database.kysely)
    return found.rows.map((row) => row.line).sort()
  }
  const tables = () =>
    lines(sql`select relname as line from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%'`)

  async function tableText(name: string): Promise<string> {
    const columns = await lines(sql`
      select attname || ' ' || format_type(atttypid, atttypmod)
        || case when attnotnull then ' not null' else '' end
        || case when attidentity <> '' then ' generated always as identity' else '' end
        || coalesce(' default ' || pg_get_expr(adbin, adrelid), '') as line
      from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = ${name}::regclass and attnum > 0 and not attisdropped`)
    // PostgreSQL 18 lists not-null constraints separately; the columns already show them.
    const constraints = await lines(sql`
      select 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) as line from pg_constraint
      where conrelid = ${name}::regclass and contype <> 'n'`)
    const indexes = await lines(sql`
      select pg_get_indexdef(indexrelid) as line from pg_index
      where indrelid = ${name}::regclass
        and not exists (select from pg_constraint where conindid = indexrelid)`)
    const triggers = await lines(sql`
      select pg_get_triggerdef(oid) as line from pg_trigger where tgrelid = ${name}::regclass and not tgisinternal
     `)
    const inside = [...columns, ...constraints].map((line) => `  ${line}`).join(',\n')
    return [`create table ${name} (\n${inside}\n);`, ...[...indexes, ...triggers].map((line) => `${line};`)].join('\n')
  }

  const allowedBy = async (name: string) => {
    const [definition = ''] = await lines(
      sql`select pg_get_constraintdef(oid) as line from pg_constraint where conname = ${name}`,
    )
    return [...definition.matchAll(/'(\w+)'/g)].map((found) => found[1] ?? '').sort()
  }

  it('has no unlogged sequence: a promoted standby could not read it', async () => {
    const unlogged = sql<{ line: string }>`
      select relname as line from pg_class where relkind = 'S' and relpersistence = 'u'`
    expect(await lines(unlogged)).toEqual([])
  })

  it('is what schema.golden.sql says', async () => {
    const texts: string[] = []
    for (const name of await tables()) texts.push(await tableText(name))
    const text = `-- Written by server/test/schema.test.ts; the migrations are the authority.\n\n${texts.join('\n\n')}\n`
    await expect(text).toMatchFileSnapshot('../src/store/schema.golden.sql')
  })

  it('allows the states of the lifecycles and the kinds of mailbox, no more and no fewer', async () => {
    expect(await allowedBy('mailboxes_stato_check')).toEqual(Object.keys(mailboxLifecycle.states).sort())
    expect(await allowedBy('registry_requests_stato_check')).toEqual(
      Object.keys(registryRequestLifecycle.states).sort(),
    )
    expect(await allowedBy('mailboxes_tipo_casella_check')).toEqual(Object.keys(boxTypes).sort())
    expect(await allowedBy('certified_domains_stato_check')).toEqual(
      Object.keys(certifiedDomainLifecycle.states).sort(),
    )
    expect(await allowedBy('certified_domains_fornitore_check')).toEqual(Object.keys(domainProviders).sort())
    for (const flag of domainFlagNames)
      expect(await allowedBy(`certified_domains_${flag}_check`)).toEqual([...domainFlags].sort())
    expect(await allowedBy('accounts_state_check')).toEqual(Object.keys(accountLifecycle.states).sort())
    expect(await allowedBy('callback_deliveries_state_check')).toEqual(
      Object.keys(callbackDeliveryLifecycle.states).sort(),
    )
  })

  it('is complete after one migration: a second one does nothing', async () => {
    expect(await pendingMigrations(world.context.database.kysely)).toEqual([])
    expect(await migrate(world.context.database.kysely)).toEqual([])
  })
})
