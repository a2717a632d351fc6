// What of an account begins with a text: a look into one index of each column, in byte order, so that the text stands for
// itself whatever characters it has.
import { sql } from 'kysely'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Reader } from './database.ts'

/** A mailbox, domain or request; `name` is its address or name, `holder` whose it is, null for a domain. */
export interface FoundRow {
  kind: ResourceKind
  id: string
  name: string
  holder: string | null
  stato: string
}

/**
 * The account's resources whose address, name, holder or company, or the surname of a person that is its own holder, begins with `text` in
 * any case, `most` of each kind.
 */
export async function findBeginning(db: Reader, accountId: string, text: string, most: number): Promise<FoundRow[]> {
  return (await beginningWith(accountId, text, most).execute(db)).rows
}

/** The statement of it: mailboxes, domains, requests, each by name. */
export function beginningWith(accountId: string, text: string, most: number) {
  const within = (column: string) => sql`account_id = ${accountId}
    and ${sql.raw(column)} ~>=~ lower(${text}::text) and ${sql.raw(column)} ~<=~ (lower(${text}::text) || chr(1114111))
    order by ${sql.raw(column)} using ~<~, id limit ${most}`
  // People are their own holders, without a name as one.
  const holder = `coalesce(nullif(denominazione_titolare, ''), nome_richiedente || ' ' || cognome_richiedente)`
  const mailbox = sql.raw(`'mailbox' as kind, id, casella_pec as name, ${holder} as holder, stato`)
  const request = sql.raw(`'registry-request' as kind, id, casella_pec as name, ragione_sociale as holder, stato`)
  return sql<FoundRow>`
    (select * from (
      (select ${mailbox} from mailboxes where ${within('casella_pec')})
      union (select ${mailbox} from mailboxes
        where denominazione_titolare <> '' and ${within('lower(denominazione_titolare)')})
      union (select ${mailbox} from mailboxes
        where denominazione_titolare = '' and ${within('lower(cognome_richiedente)')})
    ) found order by name, id limit ${most})
    union all (select 'certified-domain', id, dominio, null, stato from certified_domains where ${within('dominio')})
    union all (select * from (
      (select ${request} from registry_requests where ${within('casella_pec')})
      union (select ${request} from registry_requests where ${within('lower(ragione_sociale)')})
    ) found order by name, id limit ${most})`
}
