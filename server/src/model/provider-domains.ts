// Domains under which providers give mailboxes to everybody; known without an index, which names them too.

/**
 * Each is certified as a whole, being its provider's. Aruba names its four in the help pages for its resellers
 * (2026-11); the others are those of the contract's box types and of Poste Italiane and InfoCert. No list of all
 * providers: what is not here needs the index.
 */
export const providerDomains = [
  'legalmail.it',
  'pec.it',
  'arubapec.it',
  'mypec.eu',
  'gigapec.it',
  'postecert.it',
  'sicurezzapostale.it',
  'domiciliodigitale.com',
  'pecmassiva.com',
] as const

const known: ReadonlySet<string> = new Set(providerDomains)

/** Whether a domain (lower case, A-labels) is one of them; the match is exact. */
export const isProviderDomain = (dominio: string): boolean => known.has(dominio)
