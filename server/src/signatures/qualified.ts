// Is a certificate a qualified one for signatures, by the trusted lists that were imported.
import type { Certificate } from 'pkijs'
import { isSameName } from './certificate-names.ts'
import { isSame } from './chain.ts'
import type { Chain } from './chain.ts'
import { isGranted } from './known-anchors.ts'
import type { KnownAnchors, KnownService } from './known-anchors.ts'
import type { QualifiedAnswer } from './signature-report.ts'

const QC_STATEMENTS = '1.3.6.1.5.5.7.1.3'
/** DER of the object identifiers of ETSI EN 319 412-5: QcCompliance, QcType, and the type esign. */
const QC_COMPLIANCE = Buffer.from('060604008e460101', 'hex')
const QC_TYPE = Buffer.from('060604008e460106', 'hex')
const QC_TYPE_ESIGN = Buffer.from('060704008e46010601', 'hex')

/** Answers by the service that issued the certificate and its status `on` the day of signing. */
export function qualifiedOf(signer: Certificate, chain: Chain, anchors: KnownAnchors, on: Date): QualifiedAnswer {
  if (anchors.lists.length === 0) return { is: 'not assessed', why: 'no trusted list imported' }
  const service = chain.is === 'trusted' ? servicesIn(chain.path, anchors).find((one) => isGranted(one, on)) : undefined
  const list = anchors.lists.find(({ territory }) => territory === service?.territory)
  if (service === undefined || list === undefined) {
    const isListed = anchors.services.some(({ certificate }) => isSameName(certificate.subject, signer.issuer))
    return { is: 'not qualified', why: isListed ? 'issuer not granted then' : 'issuer not on a list' }
  }
  if (!isQualifiedForSignatures(signer)) {
    return { is: 'not qualified', why: 'certificate is not qualified for signatures' }
  }
  return { is: 'qualified', list }
}

function servicesIn(path: readonly Certificate[], { services }: KnownAnchors): KnownService[] {
  return services.filter(({ certificate }) => path.slice(1).some((one) => isSame(one, certificate)))
}

/** A certificate without a type is one for signatures if it is qualified at all (EN 319 412-5, 4.2.3). */
function isQualifiedForSignatures({ extensions }: Certificate): boolean {
  const statements = extensions?.find(({ extnID }) => extnID === QC_STATEMENTS)?.extnValue.valueBlock.valueHexView
  if (statements === undefined) return false
  const bytes = Buffer.from(statements)
  return bytes.includes(QC_COMPLIANCE) && (!bytes.includes(QC_TYPE) || bytes.includes(QC_TYPE_ESIGN))
}
