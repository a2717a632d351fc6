// npm start: runs what was built, in the same process, so that the server receives signals. Builds first when it has to.
import { ensureBuilt } from './build.mjs'

if (!(await ensureBuilt())) process.exit(1)
await import('../server/dist/bundle/main.js')
