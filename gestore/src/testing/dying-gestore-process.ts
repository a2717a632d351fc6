// A gestore that kills itself at its so-many-th fault point. It says its port for SMTP once it listens.
import type { Connection } from '../../../server/src/store/database.ts'
import { startGestore } from '../running/start.ts'

/** The argument of a dying gestore. */
export interface DyingGestore {
  connection: Connection
  /** Base64. */
  key: string
  migrations: string
  diesAt: number
}

const dying: DyingGestore = JSON.parse(process.argv[2] ?? '{}')
let left = dying.diesAt
const gestore = await startGestore({
  connection: dying.connection,
  key: Buffer.from(dying.key, 'base64'),
  host: '127.0.0.1',
  ports: { smtp: 0, pop3: 0, imap: 0 },
  migrations: new URL(dying.migrations),
  onProblem: () => undefined,
  faultPoint() {
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
process.stdout.write(`${gestore.ports.smtp}\n`)
