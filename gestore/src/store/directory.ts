// Who has a mailbox at which gestore. Those of the first are the sandbox's, read where they are whenever they are needed, so
// that what happens to one there acts on its mail at once. At the other gestore, whoever is written to is there.
import { sql } from 'kysely'
import { boxTypes } from '../../../server/src/model/box-types.ts'
import type { Reader } from '../../../server/src/store/database.ts'
import type { NewBox } from './boxes.ts'

/** The gestori there are. */
export type GestoreName = 'first' | 'other'

/** The one domain of the other gestore. */
export const OTHER_DOMAIN = 'pec.altro-gestore.test'

/** A mailbox as the gestori know it. */
export interface Entry {
  id: string
  accountId: string | undefined
  address: string
  gestore: GestoreName
  /** `revoked`: it was in use once; it may be again. `none`: mail is not (yet) for it. */
  state: 'in use' | 'revoked' | 'none'
  limitBytes: number
  /** Of its history; undefined where it has none. */
  historyBytes: number | undefined
}

const MIB = 1024 * 1024
const OTHER_LIMIT_BYTES = 1024 * MIB

interface Row {
  id: string
  account_id: string
  casella_pec: string
  stato: string
  spazio_disco: number
  spazio_storico: number
  storico: boolean
  domain_state: string | null
  domain_suspended: boolean | null
}

const found = sql`
  select m.id, m.account_id, m.casella_pec, m.stato, m.spazio_disco, m.spazio_storico, m.storico,
    d.stato as domain_state, d.suspended_at is not null as domain_suspended
  from mailboxes m left join lateral (
    select stato, suspended_at from certified_domains where dominio = m.dominio
    order by stato = 'revocato', place desc limit 1
  ) d on true`

/** The mailbox of an address, in lower case; undefined where nobody has it. */
export async function entryOf(db: Reader, address: string): Promise<Entry | undefined> {
  if (domainOf(address) === OTHER_DOMAIN) return otherEntry(address)
  const rows = await sql<Row>`${found}
    where m.casella_pec = ${address} and m.stato <> 'registrazione_annullata' limit 1`.execute(db)
  return rows.rows[0] && entryFrom(rows.rows[0])
}

/** The mailbox with that id. */
export async function entryById(db: Reader, id: string): Promise<Entry | undefined> {
  if (id.startsWith(OTHER)) return otherEntry(id.slice(OTHER.length))
  const rows = await sql<Row>`${found} where m.id = ${id}`.execute(db)
  return rows.rows[0] && entryFrom(rows.rows[0])
}

/** The id of the mailbox a login belongs to: an address, the code of a mailbox, or the code of one of its users. */
export async function mailboxOfLogin(db: Reader, login: string): Promise<string | undefined> {
  const rows = await sql<{ mailbox_id: string }>`
    select mailbox_id from gestore.passwords where login = ${login} order by set_at desc limit 1`.execute(db)
  return rows.rows[0]?.mailbox_id
}

/** The gestore of a domain; undefined for all domains of ordinary mail. */
export async function gestoreOfDomain(db: Reader, domain: string): Promise<GestoreName | undefined> {
  if (domain === OTHER_DOMAIN) return 'other'
  const rows = await sql`
    select from mailboxes where dominio = ${domain} and stato <> 'registrazione_annullata'
    union all select from certified_domains where dominio = ${domain} and stato = 'evaso'
    limit 1`.execute(db)
  return rows.rows.length > 0 || sandboxDomains.includes(domain) ? 'first' : undefined
}

const sandboxDomains: readonly string[] = Object.values(boxTypes).flatMap(
  ({ addressDomains }) => addressDomains.sandbox,
)

/** What is there of a mailbox once something is in it. */
export const boxOf = ({ id, accountId, address, gestore, historyBytes }: Entry): NewBox => ({
  id,
  accountId,
  address,
  gestore,
  hasHistory: historyBytes !== undefined,
})

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

const OTHER = 'altro:'

function otherEntry(address: string): Entry {
  return {
    id: `${OTHER}${address}`,
    accountId: undefined,
    address,
    gestore: 'other',
    state: 'in use',
    limitBytes: OTHER_LIMIT_BYTES,
    historyBytes: undefined,
  }
}

function entryFrom(row: Row): Entry {
  return {
    id: row.id,
    accountId: row.account_id,
    address: row.casella_pec,
    gestore: 'first',
    state: stateOf(row),
    limitBytes: row.spazio_disco * MIB,
    historyBytes: row.storico ? row.spazio_storico * MIB : undefined,
  }
}

function stateOf({ stato, domain_state, domain_suspended }: Row): Entry['state'] {
  const domainWorks = domain_state === null || (domain_state === 'evaso' && domain_suspended !== true)
  if (stato === 'evasa') return domainWorks ? 'in use' : domain_state === 'registrato' ? 'none' : 'revoked'
  return stato === 'revocata' || stato === 'chiusa' ? 'revoked' : 'none'
}
