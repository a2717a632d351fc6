// What long work says while it lasts: one line on stderr that is written over, and only where somebody looks at it.

export interface ProgressOutput {
  isTTY?: boolean
  write(text: string): unknown
}

/** Shows a line, anew every second, until the work is done; nothing where stderr is no terminal, or of what is quick. */
export async function withProgress<T>(
  work: Promise<T>,
  line: (seconds: number) => string | Promise<string>,
  { output = process.stderr, everyMs = 1_000 }: { output?: ProgressOutput; everyMs?: number } = {},
): Promise<T> {
  if (output.isTTY !== true) return work
  const began = performance.now()
  let isDone = false
  const show = async () => {
    const said = await line(Math.round((performance.now() - began) / 1_000))
    if (!isDone) output.write(`\r\u001b[K${said}`)
  }
  const timer = setInterval(() => void show().catch(() => undefined), everyMs)
  try {
    return await work
  } finally {
    isDone = true
    clearInterval(timer)
    output.write('\r\u001b[K')
  }
}
