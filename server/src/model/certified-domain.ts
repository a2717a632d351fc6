// The data of a certified domain, without I/O (contract 2.17, 3.3).
import { boxTypes } from './box-types.ts'

/** Values of a domain's flag: done, not done or failed, not started yet. */
export const domainFlags = ['OK', 'KO', 'MISSING'] as const
export type DomainFlag = (typeof domainFlags)[number]

/** The four flags, in the order of the contract. */
export const domainFlagNames = ['stato_fornitore', 'dns', 'config', 'certif'] as const
export type DomainFlagName = (typeof domainFlagNames)[number]
export type DomainFlags = Record<DomainFlagName, DomainFlag>

/** Values of `fornitore`, and the domains that belong to each provider: names under them need no DNS work. */
export const domainProviders = {
  infocert: { ownDomains: ['legalmail.it'] },
  namirial: { ownDomains: [] },
} as const satisfies Readonly<Record<string, { readonly ownDomains: readonly string[] }>>
export type DomainProvider = keyof typeof domainProviders

/** `interno` under the provider's own domain, `esterno` elsewhere (contract 2.17). */
export type DomainKind = 'interno' | 'esterno'

/** The order of a domain: its name, who certifies it, and the years and mailboxes bought. */
export interface DomainTerms {
  dominio: string
  fornitore: DomainProvider
  tipo_dominio: DomainKind
  anni: number
  numero_pec: number
}

/** The type of a name at a provider. */
export function domainKindOf(dominio: string, fornitore: DomainProvider): DomainKind {
  const own: readonly string[] = domainProviders[fornitore].ownDomains
  return own.some((domain) => dominio.endsWith(`.${domain}`)) ? 'interno' : 'esterno'
}

/** Domains under which every account may register mailboxes, in either mode; owned by no account. */
export const sharedDomains: ReadonlySet<string> = new Set(
  Object.values(boxTypes).flatMap(({ addressDomains }) => [...addressDomains.production, ...addressDomains.sandbox]),
)

/** Whether all four flags are OK: the domain is certified. */
export const isComplete = (flags: DomainFlags): boolean => domainFlagNames.every((name) => flags[name] === 'OK')
