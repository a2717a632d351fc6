// Trust anchors as the library reads them; kept by the worker, for they are many and seldom change.
import { Certificate } from 'pkijs'
import type { ListDate } from './signature-report.ts'
import type { QualifiedService, TrustAnchors } from './trust.ts'

/** A service of a trusted list with its certificate read. */
export interface KnownService extends Omit<QualifiedService, 'certificate'> {
  certificate: Certificate
}

/** Who is trusted, and on which day. */
export interface KnownAnchors {
  isEmpty: boolean
  services: readonly KnownService[]
  lists: readonly ListDate[]
  /** The anchors of a day: the folder's, and the services that were granted then. */
  on(day: Date): Certificate[]
}

/** Reads anchors; a certificate the library cannot read is left out. */
export function knownAnchors({ certificates, services, lists }: TrustAnchors): KnownAnchors {
  const own = certificates.flatMap((der) => readCertificate(der) ?? [])
  const known = services.flatMap(({ certificate, ...service }) => {
    const read = readCertificate(certificate)
    return read === undefined ? [] : [{ ...service, certificate: read }]
  })
  return {
    isEmpty: own.length + known.length === 0,
    services: known,
    lists,
    on: (day) => [...own, ...known.filter((one) => isGranted(one, day)).map(({ certificate }) => certificate)],
  }
}

/** Was the service granted on that day: by the newest status that had begun (ETSI TS 119 612, 5.5.5). */
export function isGranted({ history }: Pick<KnownService, 'history'>, day: Date): boolean {
  return history.find(({ from }) => new Date(from) <= day)?.granted === true
}

/** A certificate out of DER; nothing when the library cannot read it. */
export function readCertificate(der: Uint8Array): Certificate | undefined {
  try {
    return Certificate.fromBER(Uint8Array.from(der).buffer)
  } catch {
    return undefined
  }
}
