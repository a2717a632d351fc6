// The test gestore as the server's context holds it. Without MAIL nothing of it is loaded.
import { hkdfSync } from 'node:crypto'
import type { Log } from '../log.ts'
import { SettingsError } from '../settings.ts'
import type { Settings } from '../settings.ts'
import type { Connection } from '../store/database.ts'
import { MailStartError } from './errors.ts'
import type { MailLink } from './link.ts'

/**
 * The test gestore of a sandbox with MAIL, started when asked; of several servers on one folder, the first has it. Starting
 * rejects with `SettingsError`, one line that names the setting.
 */
export function mailBeside(
  { MODE, MAIL, HOST, SMTP_PORT, POP3_PORT, IMAP_PORT }: Settings,
  given: { connection: Connection; encryptionKey: Uint8Array; log: Log; isFirst: boolean },
) {
  let link: MailLink | undefined
  return {
    get link() {
      return link
    },
    async start() {
      if (MODE !== 'sandbox' || MAIL !== 'on' || !given.isFirst) return
      const { startMail } = await import('./link.ts')
      const key = Buffer.from(hkdfSync('sha256', given.encryptionKey, '', 'test gestore', 32)).toString('base64')
      const ports = { smtp: SMTP_PORT, pop3: POP3_PORT, imap: IMAP_PORT }
      const start = { connection: given.connection, key, host: HOST, ports }
      link = await startMail(start, given.log).catch((error: unknown) => {
        throw error instanceof MailStartError ? new SettingsError(error.message) : error
      })
    },
    close: async () => link?.close(),
  }
}
