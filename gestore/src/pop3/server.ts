// The POP3 server.
import { listenFor } from '../wire/listener.ts'
import type { Listener } from '../wire/listener.ts'
import { servePop3 } from './session.ts'
import type { Pop3Options } from './session.ts'

const MOST_CONNECTIONS = 200

/** Listens; rejects when the address cannot be taken. Port 0 takes a free one. */
export function startPop3({
  host,
  port,
  ...options
}: Omit<Pop3Options, 'maildrops'> & { host: string; port: number }): Promise<Listener> {
  const maildrops = new Set<string>()
  return listenFor({
    ...{ host, port, mostConnections: MOST_CONNECTIONS },
    tooMany: '-ERR [SYS/TEMP] Too many connections\r\n',
    serve: (socket) => servePop3(socket, { ...options, maildrops }),
  })
}
