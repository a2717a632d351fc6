// npm run generate: generates files from the tables. With --check it writes nothing and fails on any difference.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serverDocument } from '../server/src/api/openapi.ts'
import { clientOperations } from './generate/client.ts'
import { connectorDocument } from './generate/connector-document.ts'
import { consoleIcons } from './generate/icons.ts'
import { clientLifecycles } from './generate/lifecycles.ts'
import { referencePages } from './generate/reference.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const files: Record<string, string> = {
  'openapi.json': `${JSON.stringify(serverDocument(), null, 2)}\n`,
  'connector.openapi.json': `${JSON.stringify(connectorDocument(), null, 2)}\n`,
  'client/src/generated/operations.ts': clientOperations(),
  'client/src/generated/lifecycles.ts': clientLifecycles(),
  'console/src/generated/icons.ts': consoleIcons(),
  ...referencePages(),
}

const stale = Object.entries(files).filter(([path, text]) => textOf(path) !== text)
if (process.argv.includes('--check')) {
  for (const [path] of stale) process.stderr.write(`${path} is not up to date: run npm run generate\n`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    process.stdout.write(`${path}\n`)
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return undefined
  }
}
