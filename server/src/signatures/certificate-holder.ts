// Whose certificate it is, and what the key may be used for.
import { ExtKeyUsage } from 'pkijs'
import type { Certificate } from 'pkijs'
import { plainTextOf } from '../model/plain-text.ts'
import { isText } from './certificate-names.ts'
import { allows, extension } from './chain.ts'
import type { SignerReport } from './signature-report.ts'

const LONGEST_NAME = 200
const COMMON_NAME = '2.5.4.3'
const SERIAL_NUMBER = '2.5.4.5'
const EXTENDED_KEY_USAGE = '2.5.29.37'
/** digitalSignature and nonRepudiation. */
const SIGNING_USES = 0xc0

/** Purposes under which documents are signed: any, e-mail, documents (RFC 9336), Microsoft's and Adobe's. */
const signingPurposes = new Set([
  ...['2.5.29.37.0', '1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36'],
  ...['1.3.6.1.4.1.311.10.3.12', '1.2.840.113583.1.1.5'],
])

/** The common name, as far as it can be shown. */
export function nameIn(certificate: Certificate): string | undefined {
  const [text] = textsOf(certificate, COMMON_NAME)
  return text === undefined ? undefined : plainTextOf(text, LONGEST_NAME)
}

/** Both key usage and, where it is there, extended key usage must allow it (RFC 5280, 4.2.1.12). */
export function usageOf(certificate: Certificate): SignerReport['usage'] {
  const may = allows(certificate, SIGNING_USES)
  const purposes = extension(certificate, EXTENDED_KEY_USAGE)
  const isForOthers =
    purposes instanceof ExtKeyUsage && !purposes.keyPurposes.some((purpose) => signingPurposes.has(purpose))
  if (may === false || isForOthers) return 'not for signatures'
  return may === undefined ? 'not said' : 'for signatures'
}

/**
 * Is it the certificate of the person with that fiscal code. ETSI EN 319 412-1, 5.1.3: `TINIT-` and the code; older
 * Italian certificates write `IT:`. One that bears two codes is nobody's.
 */
export function fiscalCodeAnswer(certificate: Certificate, wanted: string | undefined): SignerReport['fiscalCode'] {
  if (wanted === undefined) return 'not asked'
  const codes = textsOf(certificate, SERIAL_NUMBER).flatMap(
    (text) => /^(?:TINIT-|IT:)([0-9A-Z]{11,16})$/i.exec(text.trim())?.[1]?.toUpperCase() ?? [],
  )
  if (codes.length === 0) return 'absent'
  return codes.every((code) => code === wanted.trim().toUpperCase()) ? 'matches' : 'differs'
}

function textsOf({ subject }: Certificate, oid: string): string[] {
  return subject.typesAndValues.flatMap(({ type, value }) => {
    const block: unknown = type === oid ? value.valueBlock : undefined
    return isText(block) ? [block.value] : []
  })
}
