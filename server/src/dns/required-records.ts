// What a customer must publish so that a provider can certify a domain, as data (domain rules 3).
import type { DomainKind, DomainProvider } from '../model/certified-domain.ts'

/** The records a provider wants under a domain. */
export interface ProviderRecords {
  /** Exactly these mail servers, and no other. */
  mx: readonly { exchange: string; preference: number }[]
  /** The mechanism the one SPF record must have. */
  spfInclude: string
  spf: string
  ttl: number
  source: string
}

/** By provider; undefined = to be configured: nothing is checked, the provider's word decides. */
export const providerRecords: Readonly<Record<DomainProvider, ProviderRecords | undefined>> = {
  infocert: {
    mx: [{ exchange: 'mx.cert.legalmail.it', preference: 10 }],
    spfInclude: '_spf-legalmail.infocert.it',
    spf: 'v=spf1 include:_spf-legalmail.infocert.it -all',
    ttl: 3600,
    source: 'https://www.legalmail.it/documentazione/',
  },
  // Not published anywhere we know of; hosts use its panel.
  namirial: undefined,
}

/** A record to publish, in parts and as the one line a zone file wants. */
export interface RecordToPublish {
  name: string
  type: 'MX' | 'TXT'
  value: string
  ttl: number
  line: string
}

/** What has to be checked and published for a domain; undefined when the provider sees to it or nobody knows. */
export function recordsFor(fornitore: DomainProvider, tipo_dominio: DomainKind): ProviderRecords | undefined {
  return tipo_dominio === 'interno' ? undefined : providerRecords[fornitore]
}

/** The records to publish for a domain, ready to copy. */
export function recordsToPublish(dominio: string, { mx, spf, ttl }: ProviderRecords): RecordToPublish[] {
  const name = `${dominio}.`
  return [
    ...mx.map(({ exchange, preference }) => ({ name, type: 'MX' as const, value: `${preference} ${exchange}.`, ttl })),
    { name, type: 'TXT' as const, value: `"${spf}"`, ttl },
  ].map((record) => ({ ...record, line: `${record.name} ${record.ttl} IN ${record.type} ${record.value}` }))
}
