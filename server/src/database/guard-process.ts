// Started by the guard's shell when the server beside it is gone.
import { stopIfUnused } from './embedded.ts'

await stopIfUnused(process.argv[2] ?? '').catch(() => undefined)
