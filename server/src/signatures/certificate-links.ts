// Who is to be asked whether the certificates of a trusted path were revoked, and what: read in the worker.
import { CRLDistributionPoints, id_AuthorityInfoAccess, id_CRLDistributionPoints, InfoAccess, OCSPRequest } from 'pkijs'
import type { Certificate, GeneralName } from 'pkijs'
import { extension } from './chain.ts'
import { nodeEngine } from './crypto-engine.ts'

/** A certificate, who issued it (both DER), and where its revocation may be asked for. */
export interface CertificateLink {
  certificate: Uint8Array
  issuer: Uint8Array
  notAfter: Date
  /** The OCSP question is ready to be sent. */
  ocsp?: { url: string; question: Uint8Array }
  crl?: { url: string }
}

const OCSP = '1.3.6.1.5.5.7.48.1'
const URL_NAME = 6
const LONGEST_ADDRESS = 2_048

/** The links of a path, from the signer's certificate to the last below the anchor. */
export async function linksOf(path: readonly Certificate[]): Promise<CertificateLink[]> {
  const links: CertificateLink[] = []
  for (const [i, issuer] of path.slice(1).entries()) {
    const certificate = path[i]
    if (certificate !== undefined) links.push(await linkOf(certificate, issuer))
  }
  return links
}

async function linkOf(certificate: Certificate, issuer: Certificate): Promise<CertificateLink> {
  const [responder, list] = [responderOf(certificate), crlAddressesOf(certificate).find(isHttp)]
  const ocsp =
    responder === undefined ? {} : { ocsp: { url: responder, question: await questionOf(certificate, issuer) } }
  return {
    certificate: derOf(certificate),
    issuer: derOf(issuer),
    notAfter: certificate.notAfter.value,
    ...ocsp,
    ...(list === undefined ? {} : { crl: { url: list } }),
  }
}

/** Every address, of whatever scheme, of a complete CRL of the certificate's issuer. */
export function crlAddressesOf(certificate: Certificate): string[] {
  const points = extension(certificate, id_CRLDistributionPoints)
  if (!(points instanceof CRLDistributionPoints)) return []
  return points.distributionPoints
    .filter(({ reasons, cRLIssuer }) => reasons === undefined && cRLIssuer === undefined)
    .flatMap(({ distributionPoint: names }) => (Array.isArray(names) ? names.flatMap(addressIn) : []))
}

function responderOf(certificate: Certificate): string | undefined {
  const access = extension(certificate, id_AuthorityInfoAccess)
  if (!(access instanceof InfoAccess)) return undefined
  return access.accessDescriptions
    .filter(({ accessMethod }) => accessMethod === OCSP)
    .flatMap(({ accessLocation }) => addressIn(accessLocation))
    .find(isHttp)
}

function addressIn({ type, value }: GeneralName): string[] {
  const address: unknown = value
  return type === URL_NAME && typeof address === 'string' && address.length <= LONGEST_ADDRESS ? [address] : []
}

function isHttp(address: string): boolean {
  return /^https?:\/\//i.test(address)
}

/** Names the certificate by SHA-1, which is no signature, and what every responder understands (RFC 5019, 2.1.1). */
async function questionOf(certificate: Certificate, issuerCertificate: Certificate): Promise<Uint8Array> {
  const question = new OCSPRequest()
  await question.createForCertificate(certificate, { hashAlgorithm: 'SHA-1', issuerCertificate }, nodeEngine)
  return new Uint8Array(question.toSchema(true).toBER(false))
}

function derOf(certificate: Certificate): Uint8Array {
  return new Uint8Array(certificate.toSchema(false).toBER(false))
}
