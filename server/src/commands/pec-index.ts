// index import FILE
import { importIndexFile } from '../pec-index/import.ts'
import { pairs } from './command.ts'
import type { Command, CommandResult } from './command.ts'

export const indexImport: Command = {
  name: 'index import',
  usage: 'FILE [--force]',
  means: 'import the index of certified domains: LDIF, signed LDIF (p7m) or a plain list',
  options: { force: { type: 'boolean' } },
  arguments: ['FILE'],

  async run({ options, positionals: [path = ''], context }) {
    const answer = await importIndexFile(context, path, options.force === true)
    if (answer.is === 'busy') return failed('another import is under way')
    if (answer.is === 'refused') return failed(`the file ${answer.why}`)
    const { source, signer, asOf, domains, providers, added, removed, kept, unreadable } = answer
    const facts = { domains, providers, added, removed, kept, unreadable }
    const data = { source, signer, as_of: asOf.toISOString(), ...facts }
    return { data, lines: pairs(Object.entries(data).map(([name, value]) => [name, String(value ?? '-')])) }
  },
}

const failed = (why: string): CommandResult => ({ data: { error: why }, lines: [why], failed: true })
