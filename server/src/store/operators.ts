// The operators that commands and settings make; those who are invited are in people.ts.
import { sql } from 'kysely'
import type { OperatorRole } from '../model/roles.ts'
import type { Reader } from './database.ts'

/** Adds an operator; one of that id that is there already stays as it is. */
export async function putOperator(
  db: Reader,
  operator: { id: string; name: string; role: OperatorRole },
  now: Date,
): Promise<void> {
  await sql`
    insert into operators (id, name, role, created_at)
    values (${operator.id}, ${operator.name}, ${operator.role}, ${now})
    on conflict (id) do nothing`.execute(db)
}

/** Makes an operator an active administrator, whatever became of them. */
export async function reinstateOperator(db: Reader, id: string): Promise<void> {
  await sql`
    update operators set role = 'administrator', state = 'active', removed_at = null, invitation_hash = null,
      invitation_ends_at = null
    where id = ${id} and (role, state) <> ('administrator', 'active')`.execute(db)
}

/** The operator whose token OPERATOR_TOKEN fixes, or fixed last. */
export async function findFirstOperator(db: Reader): Promise<string | undefined> {
  const found = await sql<{ operator_id: string }>`
    select operator_id from tokens where setting = 'OPERATOR_TOKEN' order by place desc limit 1`.execute(db)
  return found.rows[0]?.operator_id
}
