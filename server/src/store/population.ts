// Whose rows a job looks at. Accounts with a clock of their own are looked at one by one, all others together.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'

export type Population = 'everybody' | { but: readonly string[] } | { only: string }

/** Further condition on rows of a population; none for everybody, so that their statements cost what they always did. */
export function andOf(whose: Population, column = 'account_id'): RawBuilder<unknown> {
  if (whose === 'everybody') return sql``
  const account = sql.ref(column)
  return 'only' in whose ? sql`and ${account} = ${whose.only}` : sql`and ${account} <> all(${[...whose.but]}::text[])`
}

/** The one account of a population; undefined where there are more. */
export function onlyIn(whose: Population): string | undefined {
  return whose !== 'everybody' && 'only' in whose ? whose.only : undefined
}
