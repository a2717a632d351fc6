// mcp: serves the API to a language model's client over stdin and stdout, until that client goes.
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { flag, option, text, UsageError } from '../fields.ts'
import type { LocalCommand } from '../own-command.ts'

export const mcp: LocalCommand = {
  words: 'mcp',
  means:
    'serve the API and the documentation to an AI assistant (Model Context Protocol, stdio); it only reads unless told',
  fields: { 'allow-writes': flag, operator: flag, files: option(text('FOLDER')) },

  async run({ given: { options }, environment }) {
    const folder = options.files === undefined ? undefined : await folderAt(String(options.files))
    const permit = {
      environment,
      folder,
      allowWrites: options['allow-writes'] === true,
      operator: options.operator === true,
    }
    // Large, and needed by this command alone.
    const [{ serveStdio }, { mcpServer }] = await Promise.all([
      import('@modelcontextprotocol/server/stdio'),
      import('./server.ts'),
    ])
    const { version } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'))
    serveStdio(() => mcpServer(String(version), permit), { onerror: reported })
    await finished(process.stdin, { writable: false }).catch(() => undefined)
  },
}

async function folderAt(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) throw new UsageError(`--files: there is no folder ${path}`)
  return resolve(path)
}

// stdout belongs to the protocol.
const reported = ({ message }: Error) => void process.stderr.write(`ceralacca: ${message}\n`)
