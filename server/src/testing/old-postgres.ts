// A PostgreSQL of another version: speaks as much of the protocol (its chapter "Message Formats") as a server needs that
// only wants to know what it is talking to, and answers every query with the same row.
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface OldPostgres extends AsyncDisposable {
  url: string
  /** Every statement it was sent. */
  statements: string[]
}

const SSL_REQUEST = 80_877_103

/** Starts one that answers every simple query with `row`. */
export async function startOldPostgres(row: Record<string, string>): Promise<OldPostgres> {
  const statements: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let isGreeted = false
    let bytes = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (part) => {
      bytes = Buffer.concat([bytes, part])
      for (;;) {
        // The first message of a connection has no letter before its length.
        const lengthAt = isGreeted ? 1 : 0
        if (bytes.length < lengthAt + 4) return
        const end = lengthAt + bytes.readInt32BE(lengthAt)
        if (bytes.length < end) return
        const letter = isGreeted ? String.fromCharCode(bytes[0] ?? 0) : undefined
        const content = bytes.subarray(lengthAt + 4, end)
        bytes = bytes.subarray(end)
        if (letter === undefined && content.readInt32BE(0) === SSL_REQUEST) socket.write('N')
        else if (letter === undefined) socket.write(greeting)
        else if (letter === 'Q') {
          statements.push(content.subarray(0, -1).toString())
          socket.write(answer(row))
        } else if (letter === 'X') socket.end()
        if (letter === undefined && content.readInt32BE(0) !== SSL_REQUEST) isGreeted = true
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `postgres://us@127.0.0.1:${port}/ours`,
    statements,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const int32 = (value: number) => Buffer.from(Int32Array.of(value).buffer).swap32()
const int16 = (value: number) => Buffer.from(Int16Array.of(value).buffer).swap16()
const text = (value: string) => Buffer.from(`${value}\0`)

function message(letter: string, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(letter), int32(content.length + 4), content])
}

const ready = message('Z', Buffer.from('I'))
const greeting = Buffer.concat([message('R', int32(0)), ready])

const [INTEGER_TYPE, TEXT_TYPE] = [23, 25]

function answer(row: Record<string, string>): Buffer {
  const names = Object.keys(row)
  const typeOf = (value: string) => (/^\d+$/.test(value) ? INTEGER_TYPE : TEXT_TYPE)
  const fields = Object.entries(row).map(([name, value]) =>
    Buffer.concat([text(name), int32(0), int16(0), int32(typeOf(value)), int16(-1), int32(-1), int16(0)]),
  )
  const values = Object.values(row).map((value) => Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]))
  return Buffer.concat([
    message('T', int16(names.length), ...fields),
    message('D', int16(names.length), ...values),
    message('C', text('SELECT 1')),
    ready,
  ])
}
