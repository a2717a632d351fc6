// The IMAP server: a subset of IMAP4rev1 (RFC 3501) for mail clients.
import { serveConnection } from './connection.ts'
import type { ImapOptions } from './connection.ts'
import { listenFor } from '../wire/listener.ts'
import type { Listener } from '../wire/listener.ts'

const MOST_CONNECTIONS = 500

/** Listens; rejects when the address cannot be taken. Port 0 takes a free one. */
export function startImap({ host, port, ...options }: ImapOptions & { host: string; port: number }): Promise<Listener> {
  return listenFor({
    ...{ host, port, mostConnections: MOST_CONNECTIONS },
    tooMany: '* BYE Too many connections\r\n',
    serve: (socket) => serveConnection(socket, options),
  })
}
