/** The embedded PostgreSQL cannot run here. The message is one plain line that names the setting to change. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError'
}
