// One call, printed as it goes out and comes back, documents shortened.

export interface Answer {
  status: number
  data: Record<string, unknown>
  error: number | null
  bytes: Uint8Array
}

export type Call = (method: string, path: string, body?: unknown) => Promise<Answer>

/** Calls the server with a token and prints each exchange. */
export function printedCalls(baseUrl: string, token: string): Call {
  return async (method, path, body) => {
    say(`\n→ ${method} ${path}${body === undefined ? '' : `  ${short(body)}`}`)
    const response = await fetch(baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    const type = response.headers.get('content-type') ?? ''
    if (!type.startsWith('application/json')) {
      say(`← ${response.status}  ${type}, ${bytes.length} bytes`)
      return { status: response.status, data: {}, error: null, bytes }
    }
    const envelope: { data: Record<string, unknown>; error: number | null } = JSON.parse(
      Buffer.from(bytes).toString('utf8'),
    )
    say(`← ${response.status}  ${short(envelope)}`)
    return { status: response.status, data: envelope.data, error: envelope.error, bytes }
  }
}

/** A value as JSON on one line, long texts and long objects cut. */
export function short(value: unknown): string {
  const text = JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'string' && member.length > 60 ? `${member.slice(0, 24)}… (${member.length} characters)` : member,
  )
  return text.length > 700 ? `${text.slice(0, 700)}…` : text
}

export const say = (line: string) => process.stdout.write(`${line}\n`)

/** The demo's promise: what must hold, or the step fails with this sentence. */
export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`does not hold: ${what}`)
  say(`  ✓ ${what}`)
}
