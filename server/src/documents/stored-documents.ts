// Documents are stored before the transaction whose rows name them, as nothing slow is waited for within one. What no row
// names in the end is discarded; what a crash leaves behind is swept (jobs/sweep-documents.ts).
import { documentHandle } from './handle.ts'
import type { DocumentOwner, DocumentVault, KeptDocument } from './documents.ts'

/** A document about to be stored, with what is known of it. */
export interface NewDocument {
  name: string
  purpose: string
  bytes: Uint8Array
  sha256: string
  findings: unknown
}

/** A stored document, with all its row says but which submission it belongs to. */
export type StoredDocument = KeptDocument & Pick<NewDocument, 'purpose' | 'findings'>

/** Documents in the store: discarded when disposed of, unless rows name them by then. */
export interface StoredDocuments extends AsyncDisposable {
  owner: DocumentOwner
  documents: readonly StoredDocument[]
  /** Whether rows name them, or may: set by the unit of work that adds the rows. */
  named: boolean
}

/** Seals and stores documents; resolves when they survive a power cut. Rejects when one cannot be, and leaves none. */
export async function storeDocuments(
  vault: DocumentVault,
  owner: DocumentOwner,
  documents: readonly NewDocument[],
): Promise<StoredDocuments> {
  const kept = await vault.keep(owner, documents)
  const stored: StoredDocuments = {
    owner,
    documents: kept.map((one, at) => ({
      ...one,
      purpose: documents[at]?.purpose ?? '',
      findings: documents[at]?.findings,
    })),
    named: false,
    async [Symbol.asyncDispose]() {
      // What cannot be discarded now is found by the sweep.
      if (!stored.named) await vault.discard(kept).catch(() => undefined)
    },
  }
  return stored
}

/** The stored documents as a provider is given them. */
export const handlesOf = (vault: DocumentVault, { owner, documents }: StoredDocuments) =>
  documents.map((one) => documentHandle(vault, owner, one))
