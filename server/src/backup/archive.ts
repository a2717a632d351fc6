// The file of a backup: a tar archive whose last entry proves that all before it are there, as they were written.
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { extract, pack } from 'tar-stream'
import type { Pack } from 'tar-stream'

const END = 'end.json'
const LARGEST_ENTRY_BYTES = 512 * 1024 * 1024

/** The file is no backup, is cut short, or was altered. The message is one plain line. */
export class BackupError extends Error {
  override name = 'BackupError'
}

export interface ArchiveWriter {
  /** The archive's bytes. */
  stream: Pack
  add(name: string, bytes: Uint8Array): Promise<void>
  /** Adds the last entry and ends the stream. */
  end(facts: object): Promise<void>
}

/** Writes entries in their order; no more of them is in memory than one. */
export function writeArchive(): ArchiveWriter {
  const stream = pack()
  const seal = sealer()
  const write = (name: string, bytes: Uint8Array) =>
    new Promise<void>((resolve, reject) =>
      stream.entry({ name, mode: 0o600, size: bytes.length }, Buffer.from(bytes), (error) =>
        error == null ? resolve() : reject(error),
      ),
    )
  return {
    stream,
    async add(name, bytes) {
      seal.take(name, bytes)
      await write(name, bytes)
    },
    async end(facts) {
      await write(END, Buffer.from(JSON.stringify({ ...facts, ...seal.facts() })))
      stream.finalize()
    },
  }
}

export interface ArchiveEntry {
  name: string
  bytes: Buffer
}

/**
 * The entries of an archive but the last, in their order; `onEnd` hears of the facts of the last one once everything before
 * it has proven to be as written. Throws BackupError otherwise.
 */
export async function* readArchive(file: Readable, onEnd: (facts: unknown) => void): AsyncGenerator<ArchiveEntry> {
  const entries = extract()
  file.on('error', (error) => entries.destroy(error))
  file.pipe(entries)
  const seal = sealer()
  let isWhole = false
  try {
    for await (const entry of entries) {
      const { name, size = 0 } = entry.header
      if (isWhole || size > LARGEST_ENTRY_BYTES) throw new BackupError('the file is no backup')
      const parts: Buffer[] = []
      for await (const part of entry) if (part instanceof Uint8Array) parts.push(Buffer.from(part))
      const bytes = Buffer.concat(parts)
      if (name === END) {
        const facts = JSON.parse(bytes.toString('utf8'))
        const { entries: count, sha256 } = seal.facts()
        if (facts.entries !== count || facts.sha256 !== sha256) throw new BackupError('the backup was altered')
        isWhole = true
        onEnd(facts)
      } else {
        seal.take(name, bytes)
        yield { name, bytes }
      }
    }
  } catch (error) {
    if (error instanceof BackupError || isOfSystem(error)) throw error
    // Whatever else tar, gzip or JSON make of it.
    throw new BackupError('the file is no backup', { cause: error })
  }
  if (!isWhole) throw new BackupError('the backup is cut short')
}

const isOfSystem = (error: unknown) => error instanceof Error && 'syscall' in error

/** Hashes names and contents, with their lengths, in their order. */
function sealer() {
  const hash = createHash('sha256')
  let entries = 0
  return {
    take(name: string, bytes: Uint8Array) {
      entries += 1
      hash.update(`${Buffer.byteLength(name)}:${name}${bytes.length}:`).update(bytes)
    },
    facts: () => ({ entries, sha256: hash.copy().digest('hex') }),
  }
}
