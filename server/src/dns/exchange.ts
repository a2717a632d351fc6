// One question to one server: over UDP, over TCP when the answer does not fit. A failure is a value, never an exception.
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createConnection, isIPv6 } from 'node:net'
import type { ServerAddress } from '../model/server-address.ts'
import { readAnswer, writeQuestion } from './message.ts'
import type { DnsAnswer, DnsQuestion, QuestionForm } from './message.ts'

export type Heard = { is: 'answered'; answer: DnsAnswer } | { is: 'timeout' | 'unreachable' | 'malformed' }
export type Exchange = Heard & { transport: 'udp' | 'tcp' }

// Answers to other questions are not counted against the server, but no one waits for ever among them.
const MOST_STRAY_PACKETS = 50
const LONGEST_MESSAGE_BYTES = 65_535

/** What is asked, and in which form. */
export interface Asked {
  question: DnsQuestion
  form: QuestionForm
}

/** Asks one server within `timeoutMs` in all. */
export async function exchange(server: ServerAddress, asked: Asked, timeoutMs: number): Promise<Exchange> {
  const signal = AbortSignal.timeout(Math.max(1, Math.round(timeoutMs)))
  const overUdp = await askUdp(server, asked, signal)
  if (overUdp.is !== 'truncated') return { ...overUdp, transport: 'udp' }
  return { ...(await askTcp(server, asked, signal)), transport: 'tcp' }
}

function askUdp(
  server: ServerAddress,
  { question, form }: Asked,
  signal: AbortSignal,
): Promise<Heard | { is: 'truncated' }> {
  const id = randomId()
  // Connected: the system drops what another address sends, and tells at once when nobody listens.
  const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4')
  let unreadable = false
  let stray = 0
  return settled(
    signal,
    () => socket.close(),
    (end) => {
      signal.addEventListener('abort', () => end({ is: unreadable ? 'malformed' : 'timeout' }), { once: true })
      socket.on('error', () => end({ is: 'unreachable' }))
      socket.on('message', (bytes) => {
        const read = readAnswer(bytes, id, question)
        if (read.is === 'answer') return end({ is: 'answered', answer: read.answer })
        if (read.is === 'truncated') return end({ is: 'truncated' })
        unreadable ||= read.is === 'malformed'
        stray += 1
        if (stray >= MOST_STRAY_PACKETS) end({ is: 'malformed' })
      })
      socket.connect(server.port, server.address, (problem?: unknown) => {
        if (problem !== undefined || signal.aborted) return end({ is: 'unreachable' })
        socket.send(writeQuestion(id, question, form))
      })
    },
  )
}

function askTcp(server: ServerAddress, { question, form }: Asked, signal: AbortSignal): Promise<Heard> {
  const id = randomId()
  const socket = createConnection({ host: server.address, port: server.port })
  let received = Buffer.alloc(0)
  return settled(
    signal,
    () => socket.destroy(),
    (end) => {
      signal.addEventListener('abort', () => end({ is: 'timeout' }), { once: true })
      socket.on('error', () => end({ is: 'unreachable' }))
      socket.on('close', () => end({ is: received.length === 0 ? 'unreachable' : 'malformed' }))
      socket.on('connect', () => {
        const message = writeQuestion(id, question, form)
        const length = Buffer.alloc(2)
        length.writeUInt16BE(message.length)
        socket.write(Buffer.concat([length, message]))
      })
      socket.on('data', (part) => {
        received = Buffer.concat([received, part.subarray(0, LONGEST_MESSAGE_BYTES + 2 - received.length)])
        const length = received.length < 2 ? LONGEST_MESSAGE_BYTES : received.readUInt16BE(0)
        if (received.length < length + 2) return
        const read = readAnswer(received.subarray(2, length + 2), id, question)
        end(read.is === 'answer' ? { is: 'answered', answer: read.answer } : { is: 'malformed' })
      })
    },
  )
}

/** What `begin` ends with first; then everything is closed, once. */
async function settled<T extends Heard | { is: 'truncated' }>(
  signal: AbortSignal,
  close: () => void,
  begin: (end: (heard: T | { is: 'timeout' }) => void) => void,
): Promise<T | { is: 'timeout' }> {
  try {
    return await new Promise((resolve) => {
      if (signal.aborted) resolve({ is: 'timeout' })
      begin(resolve)
    })
  } finally {
    close()
  }
}

const randomId = () => randomInt(0, 65_536)
