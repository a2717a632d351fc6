// DNS messages as bytes: a question written, an answer read. What comes back is hostile until it was read here.
import { decode, encode, RECURSION_DESIRED } from 'dns-packet'
import type { Answer } from 'dns-packet'

/** The kinds of record we ask for. */
export type AskedType = 'NS' | 'MX' | 'A' | 'AAAA' | 'TXT'

export interface DnsQuestion {
  /** Lower case, A-labels, no trailing dot. */
  name: string
  type: AskedType
}

/** A record of an answer: names in lower case without trailing dot, `data` as in a zone file, printable, whole. */
export interface DnsRecord {
  name: string
  type: string
  ttl: number
  data: string
}

/** An answer that can be believed to be one: its code and the records of its answer section. */
export interface DnsAnswer {
  rcode: string
  records: DnsRecord[]
}

/** `not ours`: another question's answer, to be ignored; `malformed`: ours by its number, but not to be read. */
export type ReadAnswer = { is: 'answer'; answer: DnsAnswer } | { is: 'truncated' | 'not ours' | 'malformed' }

const HEADER_BYTES = 12
const MOST_RECORDS = 150
const UDP_PAYLOAD_BYTES = 1232
const OPT_TYPE = 41
const rcodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']
// A, NS, CNAME, MX, TXT, AAAA, DNAME, RRSIG: the only ones an answer to our questions may hold.
const readableTypes = new Set([1, 2, 5, 15, 16, 28, 39, 46])

/** `plain` leaves out the OPT record, for servers from before EDNS (RFC 6891 7). */
export type QuestionForm = 'edns' | 'plain'

/** The bytes of a question; `id` is any of 16 bits. */
export function writeQuestion(id: number, { name, type }: DnsQuestion, form: QuestionForm = 'edns'): Buffer {
  return encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ name, type, class: 'IN' }],
    additionals: form === 'edns' ? [opt] : [],
  })
}

const opt = {
  name: '.',
  type: 'OPT',
  udpPayloadSize: UDP_PAYLOAD_BYTES,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
} as const satisfies Answer

/** Reads an answer to the question asked under `id`. Never throws; bounded in records whatever the bytes say. */
export function readAnswer(bytes: Buffer, id: number, question: DnsQuestion): ReadAnswer {
  if (bytes.length < HEADER_BYTES) return { is: 'malformed' }
  const flags = bytes.readUInt16BE(2)
  if (bytes.readUInt16BE(0) !== id || (flags & 0x8000) === 0) return { is: 'not ours' }
  if ((flags & 0x0200) !== 0) return { is: 'truncated' }
  try {
    const code = (extendedRcode(bytes) << 4) | (flags & 0xf)
    const rcode = rcodes[code] ?? `RCODE_${code}`
    // A server that understood nothing may leave out the question; such an answer proves nothing anyway.
    if (!isVerdict(rcode) && bytes.readUInt16BE(4) === 0) return { is: 'answer', answer: { rcode, records: [] } }
    return readWhole(bytes, rcode, question)
  } catch {
    return { is: 'malformed' }
  }
}

/** The only two codes that say something of a name: what is there, or that nothing is. */
export const isVerdict = (rcode: string): boolean => rcode === 'NOERROR' || rcode === 'NXDOMAIN'

/** The upper bits of the code, which stand in the OPT record: BADVERS looks like NOERROR without them. */
function extendedRcode(bytes: Buffer): number {
  const [questions, ...sections] = [4, 6, 8, 10].map((at) => bytes.readUInt16BE(at))
  const records = sections.reduce((sum, count) => sum + count, 0)
  try {
    let offset = HEADER_BYTES
    for (let n = 0; n < Math.min(questions ?? 0, MOST_RECORDS); n += 1) offset = afterName(bytes, offset) + 4
    for (let n = 0; n < Math.min(records, MOST_RECORDS); n += 1) {
      offset = afterName(bytes, offset)
      if (bytes.readUInt16BE(offset) === OPT_TYPE) return bytes.readUInt8(offset + 4)
      offset += 10 + bytes.readUInt16BE(offset + 8)
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return 0
}

function readWhole(bytes: Buffer, rcode: string, question: DnsQuestion): ReadAnswer {
  if (bytes.readUInt16BE(4) !== 1 || !isReadable(bytes)) return { is: 'malformed' }
  // Authority and additional sections are not looked at: what is not asked for is not believed.
  const answerOnly = Buffer.from(bytes)
  answerOnly.writeUInt32BE(0, 8)
  const { questions = [], answers = [] } = decode(answerOnly)
  const [asked] = questions
  if (asked?.type !== question.type || asked.class !== 'IN' || plainName(asked.name) !== question.name)
    return { is: 'not ours' }
  return { is: 'answer', answer: { rcode, records: answers.flatMap(asRecord) } }
}

/** Walks over the answer section without reading it: few enough records, only of types that are cheap to read. */
function isReadable(bytes: Buffer): boolean {
  const count = bytes.readUInt16BE(6)
  if (count > MOST_RECORDS) return false
  let offset = afterName(bytes, HEADER_BYTES) + 4
  for (let n = 0; n < count; n += 1) {
    offset = afterName(bytes, offset)
    if (!readableTypes.has(bytes.readUInt16BE(offset))) return false
    offset += 10 + bytes.readUInt16BE(offset + 8)
    if (offset > bytes.length) return false
  }
  return true
}

/** Where the bytes go on after a name; throws RangeError past the end. */
function afterName(bytes: Buffer, start: number): number {
  let offset = start
  for (;;) {
    const length = bytes.readUInt8(offset)
    if (length >= 0xc0) return offset + 2
    offset += 1 + length
    if (length === 0) return offset
  }
}

function asRecord(answer: Answer): DnsRecord[] {
  if (answer.type === 'OPT') return []
  const data = dataOf(answer)
  if (data === undefined || answer.class !== 'IN') return []
  return [{ name: plainName(answer.name), type: answer.type, ttl: answer.ttl ?? 0, data }]
}

function dataOf(answer: Answer): string | undefined {
  if (answer.type === 'MX') return `${answer.data.preference ?? 0} ${plainName(answer.data.exchange)}`
  if (answer.type === 'NS' || answer.type === 'CNAME' || answer.type === 'DNAME') return plainName(answer.data)
  if (answer.type === 'A' || answer.type === 'AAAA') return printable(answer.data)
  return answer.type === 'TXT' ? textOf(answer.data) : undefined
}

// The strings of one TXT record are one text, without spaces between them (RFC 7208 3.3).
function textOf(data: string | Buffer | (string | Buffer)[]): string {
  const parts = Array.isArray(data) ? data : [data]
  return printable(parts.map((part) => (typeof part === 'string' ? part : part.toString('latin1'))).join(''))
}

/** A name as it is compared: lower case, no trailing dot; the root is empty. */
function plainName(name: string): string {
  const lower = printable(name).toLowerCase()
  return lower.endsWith('.') ? lower.slice(0, -1) : lower
}

/** Nothing that a terminal or a database would take for more than text. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?')
}
