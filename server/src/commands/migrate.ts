// migrate: the schema at its newest, without starting a server.
import { pendingMigrations } from '../store/migrate.ts'
import type { Command } from './command.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  usage: '',
  means: 'bring the database to the newest schema',
  options: {},

  // Opening the context has migrated already; what is left is to say so.
  async run({ context }) {
    const pending = await pendingMigrations(context.database.kysely)
    return {
      data: { pending },
      lines: [pending.length === 0 ? 'the schema is at its newest' : `missing: ${pending.join(', ')}`],
    }
  },
}
