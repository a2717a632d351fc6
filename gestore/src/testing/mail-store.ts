// The store of mailboxes on the database of a test's server.
import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { openDatabase } from '../../../server/src/store/database.ts'
import type { World } from '../../../server/src/testing/world.ts'
import { bodyStore } from '../store/bodies.ts'
import { boxOf, entryById } from '../store/directory.ts'
import { ensureBox } from '../store/boxes.ts'
import { folderNews } from '../store/folder-news.ts'
import { migrateMail } from '../store/migrate.ts'
import type { MailStore } from '../store/open-mailbox.ts'
import { setPassword } from '../store/passwords.ts'

export interface TestStore extends MailStore, AsyncDisposable {
  /** Gives a mailbox of the sandbox a password. */
  password(mailboxId: string, login: string): Promise<string>
}

/** Opens a store; the server runs already. */
export async function testStore(world: World): Promise<TestStore> {
  const database = openDatabase(connectionOf(world))
  await migrateMail(database.kysely, new URL('../../migrations/', import.meta.url))
  const news = await folderNews(database)
  return {
    database,
    bodies: bodyStore(randomBytes(32)),
    news,
    now: () => world.context.clock.now(),
    async password(mailboxId, login) {
      const entry = await entryById(database.kysely, mailboxId)
      if (entry === undefined) throw new Error('no such mailbox')
      await ensureBox(database.kysely, boxOf(entry))
      return setPassword(database.kysely, mailboxId, [login])
    },
    async [Symbol.asyncDispose]() {
      await news.close()
      await database.kysely.destroy()
    },
  }
}

/** Where the database of a test's server is. */
export function connectionOf(world: World): { host: string; port: number; user: string; database: string } {
  const { database } = world.context.database.pool.options
  if (database === undefined) throw new Error('the test server has no database of its own')
  return { ...inject('owner'), database }
}
