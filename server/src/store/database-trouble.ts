// Why a database cannot be used at start, as one line that names what to change.
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  '28P01',
  '28000',
  '3D000',
])
/** As OpenSSL and Node name them. */
const CERTIFICATE = /^(CERT_|UNABLE_TO_(GET_ISSUER|VERIFY)|(DEPTH_ZERO_)?SELF_SIGNED_CERT|ERR_TLS_CERT_ALTNAME_INVALID)/

/** The line for an error of the first connections; undefined for one that is not about where the database is. */
export function databaseTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  const say = (what: string) => `DATABASE_URL: ${what}`
  if (CERTIFICATE.test(code))
    return say(`the certificate of PostgreSQL is not accepted (${code}); look at sslrootcert and the name of the host`)
  if (error.message.includes('does not support SSL')) return say('PostgreSQL does not speak TLS there')
  if ('syscall' in error && error.syscall === 'open') return say(`sslrootcert cannot be read (${code})`)
  if (error.message.includes('startup parameter'))
    return say('leads to a pooler; set DATABASE_DIRECT_URL to PostgreSQL itself, or let the pooler ignore our limits')
  if (code === '25006') return say('the database only takes reads; a server starts on the primary')
  if (code === '53300') return say('PostgreSQL has no connection left (53300); look at DATABASE_POOL_SIZE')
  return UNREACHABLE.has(code) ? say(`PostgreSQL cannot be reached (${code})`) : undefined
}
