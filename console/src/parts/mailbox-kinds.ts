// What the kinds of mailboxes can have. console/test/tables.test.ts compares it with the server's own table.
import type { MailboxKind } from '../texts/mailbox-kinds.ts'

interface KindRow {
  /** Where it stands among those that can become another; undefined where it cannot. */
  rank: number | undefined
  /** The domain of its addresses, unless the customer has one. */
  domain: { sandbox: string; production: string }
  /** Whether spaces, preservation and users can be added; those without take one document alone. */
  isExtensible: boolean
}

const legalmail = { sandbox: 'testcert.legalmail.it', production: 'legalmail.it' }

export const kinds: Record<MailboxKind, KindRow> = {
  STANDARD: { rank: 1, domain: legalmail, isExtensible: true },
  BRONZE: { rank: 2, domain: legalmail, isExtensible: true },
  SILVER: { rank: 3, domain: legalmail, isExtensible: true },
  GOLD: { rank: 4, domain: legalmail, isExtensible: true },
  DOMICILIODIGITALE: {
    rank: undefined,
    domain: { sandbox: 'test.domiciliodigitale.com', production: 'domiciliodigitale.com' },
    isExtensible: false,
  },
  PECMASSIVA: {
    rank: undefined,
    domain: { sandbox: 'testcert.legalmail.it', production: 'pecmassiva.com' },
    isExtensible: false,
  },
}

/** Every kind, the smallest first. */
export const kindNamesInOrder = [
  'STANDARD',
  'BRONZE',
  'SILVER',
  'GOLD',
  'DOMICILIODIGITALE',
  'PECMASSIVA',
] as const satisfies readonly MailboxKind[]

const ranked = ['STANDARD', 'BRONZE', 'SILVER', 'GOLD'] as const

/** The kinds a mailbox of this one can become. */
export function kindsAbove(kind: MailboxKind) {
  const rank = kinds[kind].rank
  return rank === undefined ? [] : ranked.filter((other) => (kinds[other].rank ?? 0) > rank)
}
