// An EU trusted list (ETSI TS 119 612): its signature checked, and the issuers of qualified certificates on it.
import { plainTextOf } from '../model/plain-text.ts'
import { certificateOf, childrenNamed, parseXml, signedParts } from './xml-signature.ts'
import type { XmlFault } from './xml-signature.ts'

/** A list as it is kept. Times are ISO; certificates DER. */
export interface TrustedList {
  territory: string
  sequence: number
  issuedAt: string
  nextUpdate?: string
  signer: Uint8Array
  services: ListedService[]
  /** Services whose certificate cannot be read. */
  unreadable: number
}

export interface ListedService {
  name: string
  certificate: Uint8Array
  /** Newest first. */
  history: { from: string; granted: boolean }[]
}

export type TrustedListAnswer =
  | { is: 'read'; list: TrustedList }
  /** With the signer when there is one: its name and the SHA-256 of its certificate, for a person to compare. */
  | { is: 'refused'; why: ListFault; signer?: { name: string; sha256: string } }

export type ListFault =
  XmlFault | 'larger than 20 MB' | 'not UTF-8' | 'not a trusted list' | 'its signer was not valid when it was issued'

const LIST = 'http://uri.etsi.org/02231/v2#'
const QUALIFIED_CERTIFICATES = 'http://uri.etsi.org/TrstSvc/Svctype/CA/QC'
const STATUS = 'http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/'
/** The last three are those of before July 2016 (TS 119 612, annex J). */
const GRANTED = ['granted', 'undersupervision', 'supervisionincessation', 'accredited'].map((name) => STATUS + name)
const USES = 'http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/For'
const FOR_SIGNATURES = `${USES}eSignatures`
const MOST_BYTES = 20_000_000
const MOST_SERVICES = 20_000

/** Reads a list signed with one of the certificates `known` (DER). Never throws for any bytes; call it in a worker. */
export function readTrustedList(bytes: Uint8Array, known: readonly Uint8Array[]): TrustedListAnswer {
  if (bytes.length > MOST_BYTES) return { is: 'refused', why: 'larger than 20 MB' }
  const xml = textOf(bytes)
  if (xml === undefined) return { is: 'refused', why: 'not UTF-8' }
  const signed = signedParts(xml, known)
  if (signed.is === 'refused') {
    const { why, signer } = signed
    return { is: 'refused', why, ...(signer && { signer: { name: signer.subject, sha256: signer.fingerprint256 } }) }
  }
  const list = listIn(signed.parts)
  if (list === undefined) return { is: 'refused', why: 'not a trusted list' }
  const { validFrom, validTo, raw: signer } = signed.signer
  const issued = Date.parse(list.issuedAt)
  if (issued < Date.parse(validFrom) || issued > Date.parse(validTo)) {
    return { is: 'refused', why: 'its signer was not valid when it was issued' }
  }
  return { is: 'read', list: { ...list, signer } }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The list among the signed parts, read from what was signed and nothing else. */
function listIn(parts: readonly string[]): Omit<TrustedList, 'signer'> | undefined {
  const roots = parts.map((part) => parseXml(part)?.documentElement)
  const lists = roots.filter((root) => root?.localName === 'TrustServiceStatusList' && root.namespaceURI === LIST)
  const [root] = lists
  if (!root || lists.length !== 1) return undefined
  const scheme = inside(root, 'SchemeInformation')
  const territory = wordAt(scheme, 'SchemeTerritory')
  const sequence = Number(/^\d{1,9}$/.exec(wordAt(scheme, 'TSLSequenceNumber') ?? '')?.[0] ?? 0)
  const issuedAt = isoTime(wordAt(scheme, 'ListIssueDateTime'))
  const nextUpdate = isoTime(wordAt(inside(scheme, 'NextUpdate'), 'dateTime'))
  if (!/^[A-Z]{2}$/.test(territory ?? '') || sequence < 1 || issuedAt === undefined) return undefined
  const { services, unreadable } = servicesOf(root)
  return {
    territory: territory ?? '',
    sequence,
    issuedAt,
    ...(nextUpdate === undefined ? {} : { nextUpdate }),
    services,
    unreadable,
  }
}

function servicesOf(root: Element): { services: ListedService[]; unreadable: number } {
  const services: ListedService[] = []
  let unreadable = 0
  for (const service of elementsOf(root)) {
    const information = inside(service, 'ServiceInformation')
    if (wordAt(information, 'ServiceTypeIdentifier') !== QUALIFIED_CERTIFICATES || !isForSignatures(information))
      continue
    const certificates = digitalCertificates(information)
    if (certificates.length === 0) unreadable += 1
    const name = plainTextOf(wordAt(inside(information, 'ServiceName'), 'Name') ?? '', 300)
    const history = historyOf(information, service)
    services.push(...certificates.map((certificate) => ({ name, certificate, history })))
    if (services.length > MOST_SERVICES) break
  }
  return { services, unreadable }
}

function elementsOf(root: Element): Element[] {
  const [providers] = childrenNamed(root, 'TrustServiceProviderList')
  const each = providers === undefined ? [] : childrenNamed(providers, 'TrustServiceProvider')
  return each.flatMap((provider) =>
    childrenNamed(provider, 'TSPServices').flatMap((services) => childrenNamed(services, 'TSPService')),
  )
}

function digitalCertificates(information: Element | undefined): Uint8Array[] {
  const identity = inside(information, 'ServiceDigitalIdentity')
  const ids = identity === undefined ? [] : childrenNamed(identity, 'DigitalId')
  return ids
    .flatMap((id) => childrenNamed(id, 'X509Certificate'))
    .flatMap((element) => certificateOf(element)?.raw ?? [])
}

/** A service that says what it is for must say signatures; one that says nothing is for all (TS 119 612, 5.5.9.4). */
function isForSignatures(information: Element | undefined): boolean {
  const extensions = inside(information, 'ServiceInformationExtensions')
  const uses = (extensions === undefined ? [] : childrenNamed(extensions, 'Extension'))
    .flatMap((extension) => childrenNamed(extension, 'AdditionalServiceInformation'))
    .map((use) => wordAt(use, 'URI') ?? '')
    .filter((uri) => uri.startsWith(USES))
  return uses.length === 0 || uses.includes(FOR_SIGNATURES)
}

function historyOf(information: Element | undefined, service: Element): ListedService['history'] {
  const former = inside(service, 'ServiceHistory')
  const instances = former === undefined ? [] : childrenNamed(former, 'ServiceHistoryInstance').slice(0, 100)
  const history = [information, ...instances].flatMap((one) => {
    const from = isoTime(wordAt(one, 'StatusStartingTime'))
    const isOurs = wordAt(one, 'ServiceTypeIdentifier') === QUALIFIED_CERTIFICATES
    const granted = isOurs && GRANTED.includes(wordAt(one, 'ServiceStatus') ?? '')
    return from === undefined ? [] : [{ from, granted }]
  })
  return history.sort((one, other) => (one.from < other.from ? 1 : -1))
}

function inside(parent: Element | undefined, name: string): Element | undefined {
  return parent === undefined ? undefined : childrenNamed(parent, name)[0]
}

function wordAt(parent: Element | undefined, name: string): string | undefined {
  return inside(parent, name)?.textContent?.trim()
}

function isoTime(text: string | undefined): string | undefined {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
