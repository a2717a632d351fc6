// Imports the index of certified domains: reads a file or a request, validates it and replaces the previous index.
import { open } from 'node:fs/promises'
import type { Context } from '../context.ts'
import { codeOf } from '../data-folder/data-folder.ts'
import { sha256InPieces } from '../documents/pieces.ts'
import { LARGEST_INDEX_BYTES, readIndex } from './read-index.ts'
import type { Opened } from './read-index.ts'
import { bestSigner, faultsOf } from '../signatures/signature-report.ts'
import { lastImport, replaceIndex } from './table.ts'
import type { IndexChange, IndexSource } from './table.ts'
import { inTransaction } from '../store/transaction.ts'

/** The result of an import. */
export interface Imported extends IndexChange {
  is: 'imported'
  source: IndexSource
  signer: string | null
  asOf: Date
  domains: number
  providers: number
  unreadable: number
}

/** Why nothing was imported. `why` continues a sentence whose subject is the source. */
export type ImportAnswer = Imported | { is: 'refused'; why: string } | { is: 'busy' }

/** `madeAt` dates a source that carries no signed date; `forced` lets it shrink the index. */
export interface ImportTerms {
  madeAt: Date
  forced: boolean
}

/** Imports an index (contract 2.1) in one transaction: completely or not at all. */
export async function importIndex(
  context: Context,
  bytes: Uint8Array,
  { madeAt, forced }: ImportTerms,
): Promise<ImportAnswer> {
  const now = context.clock.now()
  const read = await readIndex(bytes, (p7m) => openSigned(context, p7m, now))
  if (read.is === 'refused') return read
  const { domains, source, signer, signedAt } = read
  const asOf = earlier(signedAt ?? madeAt, now)
  const facts = { domains: domains.size, providers: domains.providers, unreadable: domains.unreadable }
  const entries = { entries: domains.entries(), certificates: domains.certificateHashes() }
  const index = { ...facts, ...entries, source, signer, asOf, sha256: await sha256InPieces(bytes) }
  const replaced = await inTransaction(context.database.kysely, ({ db }) => replaceIndex(db, index, { now, forced }))
  if (replaced.is === 'busy') return replaced
  if (replaced.is === 'shrinks') {
    const { before } = replaced
    return refused(`would shrink the index from ${before} to ${facts.domains} domains; force it if that is right`)
  }
  return { ...replaced, is: 'imported', ...facts, source, signer, asOf }
}

/** Imports an index from a file, dated by the file's modification time. */
export async function importIndexFile(context: Context, path: string, forced: boolean): Promise<ImportAnswer> {
  const file = await readIndexFile(path)
  return file.is === 'refused' ? file : importIndex(context, file.bytes, { madeAt: file.changedAt, forced })
}

/**
 * Imports PEC_INDEX_FILE when it differs from the last import and is not older, and logs the result. An unusable file
 * causes a warning and keeps the previous index.
 */
export async function importIndexAtStart(context: Context): Promise<void> {
  const { log, settings } = context
  const path = settings.PEC_INDEX_FILE
  if (path === undefined) return
  try {
    const answer = await importIfNew(context, path)
    if (answer.is === 'refused') log.warn({ why: answer.why }, 'PEC_INDEX_FILE not imported')
    else log.info(countsOf(answer), 'PEC_INDEX_FILE')
  } catch (error) {
    log.warn({ err: error }, 'PEC_INDEX_FILE not imported')
  }
}

/** What the log may contain. The signer is left out, because it is a person. */
function countsOf(answer: Exclude<AtStart, { is: 'refused' }>) {
  if (answer.is !== 'imported') return { is: answer.is }
  const { is, source, domains, added, removed, kept, unreadable } = answer
  return { is, source, domains, added, removed, kept, unreadable }
}

type AtStart = ImportAnswer | { is: 'known' | 'older' }

async function importIfNew(context: Context, path: string): Promise<AtStart> {
  const file = await readIndexFile(path)
  if (file.is === 'refused') return file
  const last = await lastImport(context.database.kysely)
  if (last?.sha256 === (await sha256InPieces(file.bytes))) return { is: 'known' }
  if (last !== undefined && file.changedAt < last.as_of) return { is: 'older' }
  return importIndex(context, file.bytes, { madeAt: file.changedAt, forced: false })
}

type IndexFile = { is: 'file'; bytes: Uint8Array; changedAt: Date } | { is: 'refused'; why: string }

async function readIndexFile(path: string): Promise<IndexFile> {
  try {
    await using file = await open(path, 'r')
    const stat = await file.stat()
    if (!stat.isFile()) return refused('is no file')
    const { size, mtime } = stat
    if (size > LARGEST_INDEX_BYTES) return refused(`is larger than ${LARGEST_INDEX_BYTES / 1024 / 1024} MB`)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0)
    return { is: 'file', bytes: buffer.subarray(0, bytesRead), changedAt: mtime }
  } catch (error) {
    return refused(`cannot be read: ${codeOf(error)}`)
  }
}

/** Opens a p7m if all its signatures are intact and at least one signer has no faults (see `faultsOf`). */
async function openSigned({ signatures, trust, strictness }: Context, p7m: Uint8Array, now: Date): Promise<Opened> {
  const question = { at: now, anchors: await trust.anchors(), judgedFor: 'now', maxBytes: LARGEST_INDEX_BYTES } as const
  const { report, content } = await signatures.openP7m(p7m, question)
  if (report.readable.is !== 'signed') return refused(`is no signed file to be read: ${report.readable.is}`)
  const rules = { ...strictness, usage: 'any' } as const
  const faults = faultsOf(report, rules)
  if (faults.includes('nobody is trusted')) {
    return refused('is signed, and no issuer is trusted yet: set TRUST_ANCHORS_DIR, or import a trusted list')
  }
  if (faults.length > 0) return refused(`is signed, and: ${faults.join(', ')}`)
  if (content === undefined) return refused('holds no content')
  const signer = bestSigner(report.signers, rules)
  const time = signer?.signingTime
  return {
    is: 'opened',
    content,
    signer: signer?.name ?? 'unknown',
    signedAt: time !== undefined && 'at' in time ? new Date(time.at) : undefined,
  }
}

const earlier = (one: Date, other: Date) => (one < other ? one : other)
const refused = (why: string) => ({ is: 'refused', why }) as const
