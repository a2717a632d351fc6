// npm start: builds what is missing, then runs the server in the same process, so that it receives signals.
import { ensureBuilt } from './build.mjs'

if (!ensureBuilt()) process.exit(1)
await import('../server/dist/main.js')
