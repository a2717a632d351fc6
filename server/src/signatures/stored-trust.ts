// What signatures may chain to: authorities from the operator's folder, and the trusted lists in the database.
import type { Database } from '../store/database.ts'
import { readTrustLists, trustListsVersion } from '../store/trust-lists.ts'
import { trustSource } from './trust.ts'
import type { TrustSource } from './trust.ts'

/** The source; `certificates` are DER. Lists are read again once they have changed. */
export function storedTrust(certificates: Uint8Array[], { kysely }: Database): TrustSource {
  return trustSource(certificates, {
    version: () => trustListsVersion(kysely),
    async read() {
      const { lists, services } = await readTrustLists(kysely)
      return {
        services,
        lists: lists.map(({ territory, sequence, issued_at, next_update }) => ({
          territory,
          sequence,
          issuedAt: issued_at.toISOString(),
          ...(next_update === null ? {} : { nextUpdate: next_update.toISOString() }),
        })),
      }
    },
  })
}
