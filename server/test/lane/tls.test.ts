// TLS to the database: what is verified, and what an operator reads when it does not hold.
import { expect, inject, it } from 'vitest'
import { SettingsError } from '../../src/settings.ts'
import { testAuthority } from '../../src/testing/authority.ts'
import { serverAt } from '../../src/testing/lane/server-at.ts'
import { copyTemplate } from '../../src/testing/postgres.ts'
import { registration } from '../../src/testing/fixtures.ts'

/** What is said at the start on an address, or that it started. */
async function saidAt(url: string): Promise<string> {
  try {
    await using _server = await serverAt({ DATABASE_URL: url })
    return 'started'
  } catch (error) {
    if (error instanceof SettingsError) return error.message
    throw error
  }
}

it('verifies authority and name, and says in one line which of them does not hold', async () => {
  const lane = inject('lane')
  const copy = await copyTemplate(inject('superuser'), inject('owner'))
  await using stranger = await testAuthority()
  try {
    const url = `${lane?.database.before}${copy.connection.database}${lane?.database.after}`
    const [plain = ''] = url.split('?')
    await using server = await serverAt({ DATABASE_URL: url })
    expect((await server.customer.post('/pec', registration())).error).toBeNull()
    const { rows } = await server.context.database.pool.query(
      'select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid) where datname = current_database()',
    )
    expect(rows, 'every connection, the one that listens too').toEqual([{ ssl: true }])

    const notAccepted = (code: string) =>
      `DATABASE_URL: the certificate of PostgreSQL is not accepted (${code}); look at sslrootcert and the name of the host`
    expect(await saidAt(`${plain}?sslmode=verify-full&sslrootcert=${stranger.root.certificate}`)).toBe(
      notAccepted('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    )
    expect(await saidAt(url.replace('@localhost:', '@127.0.0.1:'))).toBe(notAccepted('ERR_TLS_CERT_ALTNAME_INVALID'))
    expect(await saidAt(`${plain}?sslmode=verify-full&sslrootcert=/nowhere/ca.pem`)).toBe(
      'DATABASE_URL: sslrootcert cannot be read (ENOENT)',
    )
    // Without TLS nobody is let in.
    expect(await saidAt(plain)).toBe('DATABASE_URL: PostgreSQL cannot be reached (28000)')
    expect(await saidAt(url.replace('a-password-of-tests', 'another'))).toBe(
      'DATABASE_URL: PostgreSQL cannot be reached (28P01)',
    )
  } finally {
    await copy.drop()
  }
})
