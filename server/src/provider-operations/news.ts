// News of providers: a call to an address only they know makes us ask at once. What it says is not even read, so that a
// forged one is harmless (docs/providers.md).
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { isResourceId } from '../model/resource-id.ts'
import { unitOfWork } from '../unit-of-work.ts'

const followers = [
  { table: 'certified_domains', job: 'follow-domains' },
  { table: 'mailboxes', job: 'follow-activation' },
  { table: 'registry_requests', job: 'follow-requests' },
] as const

/** Where a provider may send news of a resource; undefined where none reaches this server. */
export function newsUrlOf({ settings, sealer }: Context, provider: string, id: string): string | undefined {
  if (settings.PUBLIC_URL === undefined) return undefined
  const key = Buffer.from(sealer.sealText(ownerOf(provider), id), 'base64').toString('base64url')
  return `${settings.PUBLIC_URL}/v1/provider-callbacks/${provider}/${key}`
}

/** Makes the resource of that key due, where it waits for its provider. False for a key that is none of ours. */
export async function hearNews(context: Context, provider: string, key: string): Promise<boolean> {
  const id = idIn(context, provider, key)
  if (id === undefined) return false
  await unitOfWork(context, async (unit) => {
    for (const { table, job } of followers) {
      const found = await sql<{ account_id: string }>`
        select account_id from ${sql.table(table)} where id = ${id} and provider = ${provider}`.execute(unit.db)
      const [owned] = found.rows
      if (owned === undefined) continue
      const theirs = unit.inTimeOf(owned.account_id)
      const due = await sql`
        update ${sql.table(table)} set check_at = ${theirs.now}
        where id = ${id} and check_at > ${theirs.now}`.execute(unit.db)
      if (due.numAffectedRows !== 0n) theirs.wake(job)
    }
  })
  return true
}

const ownerOf = (provider: string) => `news:${provider}`

function idIn({ sealer }: Context, provider: string, key: string): string | undefined {
  try {
    const id = sealer.openText(ownerOf(provider), Buffer.from(key, 'base64url').toString('base64'))
    return isResourceId(id) ? id : undefined
  } catch {
    return undefined
  }
}
