// The files of a person's export as one tar, made as it is read.
import { pack } from 'tar-stream'
import type { ExportedFile } from './export-person.ts'

/** The bytes of the archive; what goes wrong with the files ends it with that error. */
export async function* archiveOf(files: AsyncIterable<ExportedFile>): AsyncGenerator<Uint8Array> {
  const archive = pack()
  const add = ({ name, bytes }: ExportedFile) =>
    new Promise<void>((resolve, reject) =>
      archive.entry({ name, mode: 0o600, size: bytes.length }, Buffer.from(bytes), (error) =>
        error == null ? resolve() : reject(error),
      ),
    )
  const fill = async () => {
    for await (const one of files) await add(one)
    archive.finalize()
  }
  fill().catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error('the export failed')))
  for await (const part of archive) if (part instanceof Uint8Array) yield part
}
