// npm start: builds what is missing, then runs the server in this very process, so that signals reach it.
import { ensureBuilt } from './build.mjs'

if (!ensureBuilt()) process.exit(1)
await import('../server/dist/main.js')
