// Long work on long bytes, a megabyte at a time, so that other requests get their turn.
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'

const pieceBytes = 1_048_576

/** Calls `use` with one piece of `bytes` after the other, 1 MB each, letting the event loop run in between. */
export async function inPieces(bytes: Uint8Array, use: (piece: Uint8Array) => void): Promise<void> {
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    if (from > 0) await setImmediate()
    use(bytes.subarray(from, from + pieceBytes))
  }
}

/** The SHA-256 of `bytes` in hex, computed without holding up the event loop. */
export async function sha256InPieces(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256')
  await inPieces(bytes, (piece) => hash.update(piece))
  return hash.digest('hex')
}
