// Contract 1.10. Sizes it leaves open are our defaults; operators can override them by configuration.

/**
 * The properties and restrictions of a mailbox type. Spaces are in MiB; `rank` exists only for types that can be
 * upgraded.
 */
export interface BoxTypeRow {
  readonly rank: number | undefined
  readonly addressDomains: { readonly production: readonly string[]; readonly sandbox: readonly string[] }
  readonly spazio_disco: number
  readonly spazio_storico: number
  readonly singleDocument: boolean
  readonly canResize: boolean
  readonly canPreserve: boolean
  readonly canUpgrade: boolean
  readonly canAddUsers: boolean
}

const legalmail = { production: ['legalmail.it'], sandbox: ['testcert.legalmail.it'] }
const everything = { singleDocument: false, canResize: true, canPreserve: true, canUpgrade: true, canAddUsers: true }
const plain = { singleDocument: true, canResize: false, canPreserve: false, canUpgrade: false, canAddUsers: false }

const rows = {
  STANDARD: { rank: 1, addressDomains: legalmail, spazio_disco: 2048, spazio_storico: 1024, ...everything },
  BRONZE: { rank: 2, addressDomains: legalmail, spazio_disco: 2048, spazio_storico: 3072, ...everything },
  SILVER: { rank: 3, addressDomains: legalmail, spazio_disco: 2048, spazio_storico: 8192, ...everything },
  GOLD: { rank: 4, addressDomains: legalmail, spazio_disco: 2048, spazio_storico: 13312, ...everything },
  DOMICILIODIGITALE: {
    rank: undefined,
    addressDomains: { production: ['domiciliodigitale.com'], sandbox: ['test.domiciliodigitale.com'] },
    spazio_disco: 1024,
    spazio_storico: 1024,
    ...plain,
  },
  PECMASSIVA: {
    rank: undefined,
    addressDomains: { production: ['pecmassiva.com'], sandbox: ['testcert.legalmail.it'] },
    spazio_disco: 2048,
    spazio_storico: 0,
    ...plain,
  },
} satisfies Readonly<Record<string, BoxTypeRow>>

/** A value of `tipo_casella`, in upper case, as stored. */
export type BoxType = keyof typeof rows

/** Every value of `tipo_casella`, lowest rank first. */
export const boxTypes: Readonly<Record<BoxType, BoxTypeRow>> = rows

/** Whether a text, already in upper case, is a value of `tipo_casella`. */
export function isBoxType(text: string): text is BoxType {
  return Object.hasOwn(boxTypes, text)
}

/**
 * The types that a mailbox of this type can be upgraded to, lowest first; empty at the top and for types without rank.
 */
export function boxTypesAbove(type: BoxType): BoxType[] {
  const rank = boxTypes[type].rank
  if (rank === undefined) return []
  return Object.keys(boxTypes)
    .filter(isBoxType)
    .filter((other) => (boxTypes[other].rank ?? 0) > rank)
}
