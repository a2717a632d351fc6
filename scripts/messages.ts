// Writes docs/messages/: a message of each kind and the certificates to check them with. New keys every time, which are
// not kept: what is committed changes with the texts only.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pemOf } from '../gestore/src/messages/authority.ts'
import { exampleKeys, exampleMessages } from '../gestore/src/testing/example-messages.ts'

const folder = fileURLToPath(new URL('../docs/messages', import.meta.url))
const keys = await exampleKeys()
mkdirSync(folder, { recursive: true })
for (const [name, message] of Object.entries(await exampleMessages(keys))) {
  writeFileSync(join(folder, `${name}.eml`), message)
}
writeFileSync(
  join(folder, 'ca.pem'),
  [keys.ours, keys.other].map(({ authority }) => pemOf(authority.certificate)).join(''),
)
