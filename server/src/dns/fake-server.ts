// A small real name server on loopback, over UDP and TCP, that answers from a zone or misbehaves as told.
import { createSocket } from 'node:dgram'
import type { Socket as UdpSocket } from 'node:dgram'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { AUTHORITATIVE_ANSWER, decode, encode, TRUNCATED_RESPONSE } from 'dns-packet'
import type { Answer } from 'dns-packet'
import { listenOnLoopback } from '../testing/loopback.ts'

/** What the server does with one question. Every member bends the answer it would give from its records. */
export interface Behaviour {
  records?: Answer[]
  /** Lines of a zone, such as `pec.acme.it MX 10 mx.cert.legalmail.it`. */
  zone?: string[]
  rcode?: number
  /** No answer at all. */
  silent?: boolean
  /** Only to questions with an OPT record: that code with the question left out, or no answer. */
  withoutEdns?: number | 'silent'
  /** Over UDP only a mark that the answer is too long. */
  truncated?: boolean
  /** Says it answers another question's number, or another question. */
  lies?: 'id' | 'question' | 'no response flag'
  /** The bytes of the answer instead of a well-formed one; the first two are set to the question's id. */
  raw?: Buffer
  /** Sends that many unreadable packets before the true answer. */
  noise?: number
  /** Sends the true answer from another port. */
  fromElsewhere?: boolean
}

export interface FakeNameServer {
  /** As DNS_SERVERS wants it. */
  address: string
  /** Questions asked, as `name TYPE transport`. */
  asked: string[]
  /** Sets how a name's questions of a type (or all, with `*`) are answered from now on. */
  set(name: string, type: string, behaviour: Behaviour): void
  /** Replaces everything by the records of a zone. */
  publish(lines: readonly string[]): void
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts a name server on a free port. Names it knows nothing of do not exist. */
export async function startNameServer(lines: readonly string[] = []): Promise<FakeNameServer> {
  const behaviours = new Map<string, Behaviour>()
  const asked: string[] = []
  const sockets = new Set<Socket>()
  let zone = recordsOf(lines)

  function answersTo(message: Buffer, transport: 'udp' | 'tcp'): Buffer[] {
    const { id = 0, questions = [], additionals = [] } = decode(message)
    const [question] = questions
    if (question === undefined) return []
    const name = question.name.toLowerCase()
    asked.push(`${name} ${question.type} ${transport}`)
    const told = behaviours.get(`${name} ${question.type}`) ?? behaviours.get(`${name} *`) ?? {}
    if (told.silent) return []
    if (told.withoutEdns !== undefined && additionals.length > 0)
      return told.withoutEdns === 'silent' ? [] : [encode({ type: 'response', id, flags: told.withoutEdns })]
    const records = told.records ?? fromZone(told.zone ? recordsOf(told.zone) : zone, name, question.type)
    const exists = zone.some((one) => one.name === name || one.name.endsWith(`.${name}`)) || records.length > 0
    const answer = written(id, { ...question, name }, records, told.rcode ?? (exists ? 0 : 3), told)
    if (told.truncated && transport === 'udp') return [written(id, question, [], 0, told, TRUNCATED_RESPONSE)]
    return [...Array.from({ length: told.noise ?? 0 }, (_, n) => Buffer.from(`noise ${n}`)), answer]
  }

  const udp = createSocket('udp4')
  udp.on('message', (message, from) => {
    const { questions: [question] = [] } = decode(message)
    const elsewhere = behaviours.get(`${question?.name} ${question?.type}`)?.fromElsewhere === true
    for (const answer of answersTo(message, 'udp')) (elsewhere ? other : udp).send(answer, from.port, from.address)
  })
  const other = createSocket('udp4')
  const tcp = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    socket.on('data', (bytes) => {
      for (const answer of answersTo(bytes.subarray(2), 'tcp')) {
        const length = Buffer.alloc(2)
        length.writeUInt16BE(answer.length)
        socket.write(Buffer.concat([length, answer]))
      }
    })
  })
  const port = await listenOnBoth(udp, tcp)

  return {
    address: `127.0.0.1:${port}`,
    asked,
    set: (name, type, behaviour) => void behaviours.set(`${name} ${type}`, behaviour),
    publish(published) {
      behaviours.clear()
      zone = recordsOf(published)
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      other.close()
      await new Promise<void>((resolve) => udp.close(() => resolve()))
      await new Promise<void>((resolve) => tcp.close(() => resolve()))
    },
  }
}

/** Listens on one port by both transports. What is free by TCP may be taken by UDP: then another is tried. */
async function listenOnBoth(udp: UdpSocket, tcp: Server): Promise<number> {
  for (;;) {
    const port = await listenOnLoopback(tcp)
    const bound = await new Promise<boolean>((resolve, reject) => {
      udp.removeAllListeners('error').once('error', (error) => {
        if ('code' in error && error.code === 'EADDRINUSE') resolve(false)
        else reject(error)
      })
      udp.bind(port, '127.0.0.1', () => resolve(true))
    })
    if (bound) return port
    udp.removeAllListeners('listening')
    await new Promise((closed) => tcp.close(closed))
  }
}

function written(
  id: number,
  question: { name: string; type: Answer['type'] & string },
  answers: Answer[],
  rcode: number,
  { lies, raw }: Behaviour,
  flag = 0,
): Buffer {
  const asks = lies === 'question' ? { ...question, name: `other.${question.name}` } : question
  const message =
    raw === undefined
      ? encode({
          type: lies === 'no response flag' ? 'query' : 'response',
          id: lies === 'id' ? (id + 1) % 65_536 : id,
          flags: AUTHORITATIVE_ANSWER | flag | rcode,
          questions: [{ name: asks.name, type: question.type }],
          answers,
        })
      : Buffer.from(raw)
  if (raw !== undefined) message.writeUInt16BE(id, 0)
  return message
}

/** The records at a name of a type, with the alias that stands there and where it leads within the zone. */
function fromZone(zone: readonly Answer[], name: string, type: string, depth = 0): Answer[] {
  const here = zone.filter((one) => one.name === name)
  const alias = here.find((one) => one.type === 'CNAME')
  if (alias === undefined || alias.type !== 'CNAME') return here.filter((one) => one.type === type)
  return depth > 10 ? [] : [alias, ...fromZone(zone, alias.data, type, depth + 1)]
}

function recordsOf(lines: readonly string[]): Answer[] {
  return lines.map((line) => {
    const [name = '', type = '', ...rest] = line.split(' ')
    const [first = '', second = ''] = rest
    const common = { name, ttl: 300, class: 'IN' as const }
    if (type === 'MX') return { ...common, type, data: { preference: Number(first), exchange: second } }
    if (type === 'TXT') return { ...common, type, data: rest.join(' ') }
    if (type === 'NS' || type === 'CNAME' || type === 'A' || type === 'AAAA') return { ...common, type, data: first }
    throw new Error(`the fake name server knows no ${type}`)
  })
}

/** What a customer of InfoCert has to publish for a domain, and what else there is in the world. */
export const goodZone = (dominio: string): string[] => [
  `${dominio} NS ns.example.net`,
  `${dominio} MX 10 mx.cert.legalmail.it`,
  `${dominio} TXT v=spf1 include:_spf-legalmail.infocert.it -all`,
  'mx.cert.legalmail.it A 192.0.2.10',
]
