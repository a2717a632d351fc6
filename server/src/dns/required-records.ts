// What a customer must publish so that a provider can certify a domain, as data (docs/own-domains.md).
import { domainProviders } from '../model/certified-domain.ts'
import type { DomainKind, DomainProvider } from '../model/certified-domain.ts'

/** The records a provider wants under a domain. */
export interface ProviderRecords {
  /** Exactly these mail servers, and no other; lower case, no trailing dot. */
  mx: readonly { exchange: string; preference: number }[]
  /** The name the one SPF record must include. */
  spfInclude: string
  /** Seconds. */
  ttl: number
}

/** By provider; undefined = to be configured: nothing is checked, the provider's word decides. */
export type RequiredRecords = Readonly<Record<DomainProvider, ProviderRecords | undefined>>

const TTL = 3600
const PREFERENCE = 10

/** What is publicly known; an operator adds and replaces by DOMAIN_RECORDS_FILE. */
export const builtInRecords: RequiredRecords = {
  // https://www.legalmail.it/documentazione/
  infocert: {
    mx: [{ exchange: 'mx.cert.legalmail.it', preference: PREFERENCE }],
    spfInclude: '_spf-legalmail.infocert.it',
    ttl: TTL,
  },
  // Not published anywhere we know of; hosts use its panel.
  namirial: undefined,
}

/** Which member of the records file cannot be used; the message names it. */
export class RecordsError extends Error {
  override name = 'RecordsError'
}

/**
 * The built-in records with those of an operator's file in their place: a JSON object of provider to mail servers and
 * SPF name, e.g. `{"namirial": {"mx": ["mx.example.it"], "spf_include": "_spf.example.it"}}`. Throws RecordsError on an
 * unknown provider or unusable names.
 */
export function withOperatorRecords(file: string): RequiredRecords {
  const records = { ...builtInRecords }
  for (const [name, given] of Object.entries(readObject(file))) {
    if (!isProvider(name)) throw new RecordsError(`DOMAIN_RECORDS_FILE names an unknown provider: ${name.slice(0, 60)}`)
    const read = recordsIn(given)
    if (read === undefined) throw new RecordsError(`DOMAIN_RECORDS_FILE has no usable mx and spf_include for ${name}`)
    records[name] = read
  }
  return records
}

const isProvider = (name: string): name is DomainProvider => Object.hasOwn(domainProviders, name)

function recordsIn(given: unknown): ProviderRecords | undefined {
  const { mx, spf_include }: { mx?: unknown; spf_include?: unknown } = Object(given)
  const servers = Array.isArray(mx) ? mx.map(dnsName) : []
  const spfInclude = dnsName(spf_include)
  const names = servers.filter((one) => one !== undefined)
  if (spfInclude === undefined || names.length === 0 || names.length !== servers.length) return undefined
  return { mx: names.map((exchange) => ({ exchange, preference: PREFERENCE })), spfInclude, ttl: TTL }
}

/** A name as DNS has it, underscores included, in lower case without trailing dot. */
function dnsName(value: unknown): string | undefined {
  const name = typeof value === 'string' ? value.toLowerCase().replace(/\.$/, '') : ''
  const isName = name.length <= 253 && /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){1,20}$/.test(name)
  return isName ? name : undefined
}

function readObject(file: string): object {
  try {
    const parsed: unknown = JSON.parse(file)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
  } catch {
    // told below
  }
  throw new RecordsError('DOMAIN_RECORDS_FILE must be a JSON object of provider to records')
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
export function recordsFor(
  records: RequiredRecords,
  { fornitore, tipo_dominio }: { fornitore: DomainProvider; tipo_dominio: DomainKind },
): ProviderRecords | undefined {
  return tipo_dominio === 'interno' ? undefined : records[fornitore]
}

/** The one SPF record a domain needs. */
export const spfRecord = ({ spfInclude }: ProviderRecords): string => `v=spf1 include:${spfInclude} -all`

/** The records to publish for a domain, ready to copy. */
export function recordsToPublish(dominio: string, required: ProviderRecords): RecordToPublish[] {
  const { mx, ttl } = required
  const name = `${dominio}.`
  return [
    ...mx.map(({ exchange, preference }) => ({ name, type: 'MX' as const, value: `${preference} ${exchange}.`, ttl })),
    { name, type: 'TXT' as const, value: `"${spfRecord(required)}"`, ttl },
  ].map((record) => ({ ...record, line: `${record.name} ${record.ttl} IN ${record.type} ${record.value}` }))
}
