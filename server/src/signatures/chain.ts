// From a signer's certificate to somebody trusted: paths are looked for within a budget, pkijs judges each.
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  CertificateChainValidationEngine,
  id_AuthorityKeyIdentifier,
  id_BasicConstraints,
} from 'pkijs'
import type { Certificate } from 'pkijs'
import { isSameName } from './certificate-names.ts'
import { nodeEngine } from './crypto-engine.ts'
import type { JudgingWork } from './judging-work.ts'
import type { ChainFault } from './signature-report.ts'

/** A path from the signer to an anchor, both included; or why there is none. */
export type Chain = { is: 'trusted'; path: Certificate[] } | { is: 'not trusted'; why: ChainFault }

const MOST_LEVELS = 6
const MOST_PATHS = 24
const MOST_LOOKS = 2_000
const SUBJECT_KEY = '2.5.29.14'

/** Critical extensions that are looked at here, in pkijs or in this room; any other ends a path (RFC 5280, 4.2). */
const understood = new Set([
  ...['2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.30', '2.5.29.32', '2.5.29.33', '2.5.29.36', '2.5.29.37'],
  ...['2.5.29.54', '1.3.6.1.5.5.7.1.3'],
])

/**
 * Finds a path valid `on` that day (RFC 5280, 6.1); of several the first that holds, and none beyond what `work` allows.
 * Never throws.
 */
export async function chainOf(
  signer: Certificate,
  given: { others: readonly Certificate[]; anchors: readonly Certificate[]; on: Date; work: JudgingWork },
): Promise<Chain> {
  let why: ChainFault = 'no path to an anchor'
  for (const path of pathsFrom(signer, given.others, given.anchors)) {
    const fault = await faultOf(path, given.on, given.work)
    if (fault === undefined) return { is: 'trusted', path }
    why = fault
  }
  return { is: 'not trusted', why }
}

/** Is it the same certificate, by the part that is signed. */
export function isSame(one: Certificate, other: Certificate): boolean {
  return Buffer.compare(one.tbsView, other.tbsView) === 0
}

function pathsFrom(
  signer: Certificate,
  others: readonly Certificate[],
  anchors: readonly Certificate[],
): Certificate[][] {
  const found: Certificate[][] = []
  const due: Certificate[][] = [[signer]]
  let looks = 0
  for (let path = due.pop(); path !== undefined && found.length < MOST_PATHS; path = due.pop()) {
    const last = path.at(-1)
    if (last === undefined) break
    if (anchors.some((anchor) => isSame(anchor, last))) {
      found.push(path)
      continue
    }
    if (path.length >= MOST_LEVELS) continue
    for (const next of [...others, ...anchors]) {
      if ((looks += 1) > MOST_LOOKS) return found
      if (mayHaveIssued(next, last) && !path.some((one) => isSame(one, next))) due.push([...path, next])
    }
  }
  return found
}

function mayHaveIssued(issuer: Certificate, certificate: Certificate): boolean {
  if (!isSameName(issuer.subject, certificate.issuer)) return false
  const wanted = extension(certificate, id_AuthorityKeyIdentifier)
  const own = extension(issuer, SUBJECT_KEY)
  if (!(wanted instanceof AuthorityKeyIdentifier) || wanted.keyIdentifier === undefined) return true
  const key = own !== undefined && 'valueBlock' in own ? own.valueBlock : undefined
  if (!isBytesBlock(key)) return true
  return Buffer.compare(key.valueHexView, wanted.keyIdentifier.valueBlock.valueHexView) === 0
}

async function faultOf(path: readonly Certificate[], on: Date, work: JudgingWork): Promise<ChainFault | undefined> {
  if (path.some(({ notBefore, notAfter }) => on < notBefore.value || on > notAfter.value)) {
    return 'a certificate was not valid then'
  }
  if (path.some((one, i) => i > 0 && !mayIssue(one, i - 1))) return 'a certificate may not issue others'
  try {
    for (const [i, issuer] of path.slice(1).entries()) {
      const certificate = path[i]
      if (certificate === undefined) continue
      const isSigned = await work.isSignedBy(certificate, issuer)
      if (isSigned !== true) return isSigned === false ? 'a signature is wrong' : 'no path to an anchor'
    }
    return (await holds(path, on)) ? undefined : 'a rule of the path is broken'
  } catch {
    return 'a signature is wrong'
  }
}

/** pkijs judges names and policies; it leaves out path lengths and looks at one path only, hence this file. */
async function holds(path: readonly Certificate[], on: Date): Promise<boolean> {
  const [signer, ...issuers] = path
  const anchor = path.at(-1)
  if (signer === undefined || anchor === undefined) return false
  if (path.some(({ extensions }) => extensions?.some(({ critical, extnID }) => critical && !understood.has(extnID)))) {
    return false
  }
  const engine = new CertificateChainValidationEngine({
    trustedCerts: [anchor],
    certs: [...issuers.slice(0, -1), signer],
    checkDate: on,
  })
  return (await engine.verify({}, nodeEngine)).result
}

/** May it issue certificates with `below` authorities between it and the signer (RFC 5280, 4.2.1.9 and 4.2.1.3). */
function mayIssue(certificate: Certificate, below: number): boolean {
  const constraints = extension(certificate, id_BasicConstraints)
  // An anchor of version 1 has no extensions; it is trusted because somebody said so.
  if (constraints === undefined) return certificate.version === 0
  if (!(constraints instanceof BasicConstraints) || !constraints.cA) return false
  const { pathLenConstraint: most } = constraints
  if (most !== undefined && (typeof most !== 'number' || below > most)) return false
  return allows(certificate, 0x04) !== false
}

/** May it issue certificates at all. */
export function isAuthority(certificate: Certificate): boolean {
  const constraints = extension(certificate, id_BasicConstraints)
  return constraints instanceof BasicConstraints && constraints.cA
}

/** Does the certificate's key usage name one of the bits in the mask; nothing when it says nothing. */
export function allows(certificate: Certificate, mask: number): boolean | undefined {
  const usage = extension(certificate, '2.5.29.15')
  if (usage === undefined) return undefined
  const block = 'valueBlock' in usage ? usage.valueBlock : undefined
  return isBytesBlock(block) && ((block.valueHexView[0] ?? 0) & mask) !== 0
}

function isBytesBlock(block: unknown): block is { valueHexView: Uint8Array } {
  return (
    typeof block === 'object' && block !== null && 'valueHexView' in block && block.valueHexView instanceof Uint8Array
  )
}

/** What an extension says; one the library cannot read says nothing, and `holds` refuses it where it matters. */
export function extension(certificate: Certificate, oid: string): object | undefined {
  try {
    const found = certificate.extensions?.find(({ extnID }) => extnID === oid)?.parsedValue
    return typeof found === 'object' && found !== null ? found : undefined
  } catch {
    return undefined
  }
}
