// The server as a process.
import { serve } from './commands/serve.ts'

await serve(process.env)
