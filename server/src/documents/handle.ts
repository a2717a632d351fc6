// A kept document as others are given it: what is known of it, and a way to its bytes.
import type { DocumentOwner, DocumentVault, KeptDocument } from './documents.ts'

/** The handle; the bytes are opened only by who reads them. */
export function documentHandle(
  vault: DocumentVault,
  owner: DocumentOwner,
  { key, name, sizeBytes, sha256 }: Omit<KeptDocument, 'keyId'>,
) {
  return { name, sizeBytes, sha256, read: () => vault.read({ key, name, owner }) }
}
