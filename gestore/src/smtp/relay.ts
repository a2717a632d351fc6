// From one gestore to the other, over SMTP on this machine. Nothing else is ever connected to.
import { createTransport } from 'nodemailer'
import type { Sent } from '../delivery/engine.ts'
import type { GestoreName } from '../store/directory.ts'

export interface Relay {
  /** Rejects where the other gestore does not take it. */
  send(to: GestoreName, message: Sent): Promise<void>
  close(): void
}

const HOST = '127.0.0.1'
const CONNECTIONS = 4
const ANSWERS_WITHIN_MS = 20_000

/** Sends to the ports at which the gestori receive. */
export function relayTo(ports: Readonly<Record<GestoreName, number>>): Relay {
  const transport = (port: number) =>
    createTransport({
      ...{ host: HOST, port, pool: true, maxConnections: CONNECTIONS, ignoreTLS: true },
      ...{ connectionTimeout: ANSWERS_WITHIN_MS, greetingTimeout: ANSWERS_WITHIN_MS, socketTimeout: ANSWERS_WITHIN_MS },
    })
  const transports = { first: transport(ports.first), other: transport(ports.other) }
  return {
    async send(to, { from, to: recipients, content }) {
      const sent = await transports[to].sendMail({ envelope: { from, to: [...recipients] }, raw: Buffer.from(content) })
      if (sent.rejected.length > 0) throw new Error('the other gestore did not take all recipients')
    },
    close: () => {
      for (const one of Object.values(transports)) one.close()
    },
  }
}
