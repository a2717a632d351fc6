// fetch for answers that may be larger than anybody here could use.

/** The platform's fetch; rejects as soon as an answer has more bytes than that. */
export const boundedFetch =
  (mostBytes: number): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init)
    const { status, headers } = response
    if (response.body === null) return response
    return new Response(await read(response.body, mostBytes), { status, headers })
  }

async function read(body: ReadableStream<Uint8Array>, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let bytes = 0
  const reader = body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length
    if (bytes > mostBytes) {
      await reader.cancel()
      throw new Error(`the answer has more than ${mostBytes} bytes`)
    }
    parts.push(part.value)
  }
  return new Uint8Array(Buffer.concat(parts))
}
