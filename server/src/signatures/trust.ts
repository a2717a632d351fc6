// Who is trusted: certificates the operator put in a folder, and issuers on imported trusted lists.
import { createHash, X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ListDate } from './signature-report.ts'

/** An issuer of qualified certificates, as a trusted list has it. */
export interface QualifiedService {
  territory: string
  /** DER. */
  certificate: Uint8Array
  /** Newest first: since when (ISO) the service had which status. */
  history: { from: string; granted: boolean }[]
}

/** What signatures may chain to. `id` changes whenever anything in it does. */
export interface TrustAnchors {
  id: string
  /** DER. */
  certificates: Uint8Array[]
  services: QualifiedService[]
  lists: ListDate[]
}

/** Nobody is trusted. */
export const noAnchors: TrustAnchors = { id: 'none', certificates: [], services: [], lists: [] }

/** The folder of anchors cannot be used; the message names the file, and is fit for one line. */
export class TrustFolderError extends Error {
  override name = 'TrustFolderError'
}

/** Says who is trusted now. */
export interface TrustSource {
  /** The folder's certificates, read at start, and the trusted lists imported so far. */
  anchors(): Promise<TrustAnchors>
}

/** What is kept of imported lists; `version` changes with every import. */
export interface KeptLists {
  version(): Promise<string>
  read(): Promise<Pick<TrustAnchors, 'services' | 'lists'>>
}

const MOST_FILES = 1_000
const MOST_FILE_BYTES = 1_000_000
const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

/**
 * Reads every certificate (DER) of every `.pem`, `.crt` and `.cer` file in `folder`; PEM, several a file allowed.
 * Throws TrustFolderError.
 */
export async function readTrustFolder(folder: string): Promise<Uint8Array[]> {
  const names = (await entriesOf(folder)).filter((name) => /\.(pem|crt|cer)$/i.test(name)).sort()
  if (names.length > MOST_FILES) throw new TrustFolderError(`holds more than ${MOST_FILES} files`)
  const certificates: Uint8Array[] = []
  for (const name of names) certificates.push(...(await certificatesIn(join(folder, name), name)))
  return certificates
}

/** The certificates (DER) of a PEM text; none when there are none. Throws when one is broken. */
export function certificatesOfPem(text: string): Uint8Array[] {
  return (text.match(PEM) ?? []).map((pem) => new X509Certificate(pem).raw)
}

/** Anchors out of a folder's certificates and the services and dates of imported lists. */
export function trustAnchors(parts: Omit<TrustAnchors, 'id'>): TrustAnchors {
  const hash = createHash('sha256')
  for (const certificate of parts.certificates) hash.update(certificate)
  for (const { certificate, history } of parts.services) hash.update(certificate).update(JSON.stringify(history))
  hash.update(JSON.stringify(parts.lists))
  return { id: hash.digest('hex'), ...parts }
}

/** A source over certificates and lists; lists are read again only when they changed. */
export function trustSource(certificates: Uint8Array[], kept: KeptLists): TrustSource {
  let last: { version: string; anchors: TrustAnchors } | undefined
  return {
    async anchors() {
      const version = await kept.version()
      if (last?.version !== version) last = { version, anchors: trustAnchors({ certificates, ...(await kept.read()) }) }
      return last.anchors
    },
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    throw new TrustFolderError(`cannot be read: ${codeOf(error)}`)
  }
}

async function certificatesIn(path: string, name: string): Promise<Uint8Array[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new TrustFolderError(`${name} cannot be read: ${codeOf(error)}`)
  })
  if (bytes.length > MOST_FILE_BYTES) throw new TrustFolderError(`${name} is too large for certificates`)
  try {
    const found = certificatesOfPem(bytes.toString('latin1'))
    if (found.length > 0) return found
  } catch {
    throw new TrustFolderError(`${name} holds a broken certificate`)
  }
  throw new TrustFolderError(`${name} holds no PEM certificate`)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}
