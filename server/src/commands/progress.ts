// What a long command says while it lasts: one line on stderr that is written over, where somebody looks at it.

const EVERY_MS = 500

/** Shows a line, anew twice a second, until the work is done; nothing where stderr is no terminal. */
export async function withProgress<T>(work: Promise<T>, line: () => string): Promise<T> {
  if (!process.stderr.isTTY) return work
  const timer = setInterval(() => process.stderr.write(`\r\u001b[K${line()}`), EVERY_MS)
  try {
    return await work
  } finally {
    clearInterval(timer)
    process.stderr.write('\r\u001b[K')
  }
}

/** Bytes as people read them. */
export const megabytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MB`
