// migrate: brings the schema up to date without starting a server.
import { pendingMigrations } from '../store/migrate.ts'
import type { Command } from './command.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  usage: '',
  means: 'bring the database to the latest schema',
  options: {},
  purpose: 'migration',

  // Opening the context already ran the migrations; this only reports the result.
  async run({ context }) {
    const pending = await pendingMigrations(context.database.kysely)
    return {
      data: { pending },
      lines: [pending.length === 0 ? 'the schema is up to date' : `missing: ${pending.join(', ')}`],
    }
  },
}
