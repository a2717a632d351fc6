import { describe, expect, it } from 'vitest'
import { productVersion, readSettings, SettingsError, settingsTable } from './settings.ts'

const key = Buffer.from(Array.from({ length: 32 }, (_, n) => n * 7)).toString('base64')
const production = { MODE: 'production', ENCRYPTION_KEY: key }

function problemOf(environment: Record<string, string>): string {
  try {
    readSettings(environment)
  } catch (error) {
    if (error instanceof SettingsError) return error.message
    throw error
  }
  return ''
}

// One invalid value per setting; free text is invalid with a NUL.
const bad: Record<keyof typeof settingsTable, string[]> = {
  MODE: ['staging', 'Sandbox', ' '],
  STRICT: ['strict', 'Production'],
  HOST: ['a\0b', 'x'.repeat(256)],
  PORT: ['-1', '65536', '80.5', '0x50', 'http', '1e3', ' 80'],
  DATA_DIR: ['a\0b', 'x'.repeat(1_001)],
  DATABASE_URL: ['mysql://u:geheim@h/d', 'not an address', 'localhost:5432'],
  DATABASE_DIRECT_URL: ['mysql://u:geheim@h/d', 'localhost:6432'],
  DATABASE_POOL_SIZE: ['3', '501', '-1', '1e2'],
  PG_BINDIR: ['a\0b'],
  S3_ENDPOINT: ['ftp://x', 'minio:9000x y'],
  S3_REGION: ['x'.repeat(101)],
  S3_BUCKET: ['x'.repeat(101)],
  S3_ACCESS_KEY_ID: ['x'.repeat(201)],
  S3_SECRET_ACCESS_KEY: ['geheim'.repeat(50)],
  ENCRYPTION_KEY: ['geheim', Buffer.alloc(32).toString('base64'), key.slice(0, -4), ` ${key}`],
  SCOPE_HOST: ['a\0b'],
  ROLES: ['web', 'api,web', 'api,api'],
  SANDBOX_TOKEN: ['short', 'has space in it', 'x'.repeat(201)],
  SANDBOX_API_KEY: ['short', 'geheim geheim'],
  SANDBOX_EMAIL: ['nobody', '@x', 'a b@c'],
  SANDBOX_CREDIT: ['-1', 'much', '1,50', '1.234'],
  SANDBOX_PROVIDER_DELAY_MS: ['-1', '86400001', '1s'],
  MAIL: ['maybe', 'ON', 'true'],
  SMTP_PORT: ['-1', '65536', 'smtp'],
  POP3_PORT: ['-1', '65536', 'pop3'],
  IMAP_PORT: ['-1', '65536', 'imap'],
  OPERATOR_TOKEN: ['short', 'geheim geheim'],
  CALLBACK_PRIVATE_ADDRESSES: ['maybe', 'ALLOW'],
  CALLBACK_DENIED_NETWORKS: ['metadata', '10.0.0.0/33', '10.0.0.1,'],
  CALLBACK_PROXY: [
    'proxy.example:3128',
    'https://geheim@proxy.example',
    'socks5://proxy.example',
    'http://proxy.example/path',
    'http://proxy.example:0',
    'http://geheim:%E0%A4%A@proxy.example',
  ],
  DNS_SERVERS: ['dns.example', '1.1.1.1;8.8.8.8', '1.1.1.1,'],
  DOMAIN_RECORDS_FILE: ['a\0b'],
  PRICES_FILE: ['a\0b'],
  CREDIT_CONFIRMATION_ABOVE: ['-1', 'ten', '1.001'],
  PROVIDERS_FILE: ['a\0b'],
  PUBLIC_URL: ['geheim', 'ftp://pec.example.it', 'https://u:geheim@pec.example.it', 'https://pec.example.it/?geheim'],
  TRUST_ANCHORS_DIR: ['a\0b'],
  UNASSESSED_SIGNERS: ['off', 'ACCEPT', 'true'],
  REVOCATION_CHECKS: ['maybe', 'ON', 'true'],
  PEC_INDEX_FILE: ['a\0b'],
  PEC_INDEX_STALE_DAYS: ['0', '3651', 'never'],
  ENCRYPTION_KEY_PREVIOUS: ['geheim', `${key},`, `${key};${key}`],
  KEEP_ENDED_DAYS: ['29', '36501'],
  KEEP_CANCELLED_DAYS: ['0', '1.5'],
  KEEP_DELIVERIES_DAYS: ['29', 'ever'],
  KEEP_EVENTS_DAYS: ['29', '-1'],
  KEEP_REQUESTS_DAYS: ['0', '36501'],
  KEEP_SOURCES_DAYS: ['0', '36501'],
  EXPIRY_GRACE_DAYS: ['366', '-1'],
  ABANDON_AFTER_DAYS: ['0', '3651'],
  REVIEW_HOURS: ['0', '8761', 'P2D'],
  RENEWAL_GUARD_SECONDS: ['86401', 'off'],
  SESSION_IDLE_HOURS: ['0', '8761', '12h'],
  SESSION_HOURS: ['0', '8761', '7d'],
  OPERATOR_SECOND_FACTOR: ['off', 'REQUIRED'],
  SANDBOX_SIGN_IN: ['on', 'ONE-CLICK'],
  RATE_LIMIT: ['0/s', '5', '5/h', '-5/s', '5 / s', '99999999/s'],
  ACCOUNT_RATE_LIMIT: ['none', '0/min'],
  LOOKUP_RATE_LIMIT: ['on', '1.5/s'],
  UPLOAD_RATE_LIMIT: ['5/d', '-1/s'],
  METRICS_ADDRESS: ['9464', 'metrics.example:9464', '127.0.0.1', '127.0.0.1:65536', '::1:9464'],
  TRUSTED_PROXIES: ['proxy.example', '10.0.0.0/33', '::1/129', '10.0.0.1,', '10.0/8', '10.0.0.0/'],
  MAX_CONNECTIONS: ['9', '1000001'],
  MAX_DOCUMENT_MB: ['0', '101'],
  MAX_REQUEST_MB: ['0', '201'],
  DOCUMENT_STORE_TIMEOUT_SECONDS: ['0', '301', '1.5'],
  UPLOAD_MEMORY_MB: ['7', '16385', '-1'],
  UPLOAD_MIN_KB_PER_SECOND: ['0', '1.5', 'x'],
  LOG_SOURCE_ADDRESS: ['on', 'OFF'],
  TRACES: ['yes', 'http://127.0.0.1:4318'],
  LOG_LEVEL: ['loud', 'INFO'],
}
const cases = Object.entries(bad).flatMap(([name, values]) => values.map((value) => [name, value] as const))

describe('readSettings', () => {
  it.each(cases)('names %s when it is %j, and never quotes it', (name, value) => {
    const problem = problemOf({ [name]: value })
    expect(problem.startsWith(`${name} must be `), problem).toBe(true)
    expect(problem).not.toContain('geheim')
    expect(problem).not.toContain('\n')
  })

  it('has bad values for every setting', () => {
    expect(Object.keys(bad).sort()).toEqual(Object.keys(settingsTable).sort())
  })

  it('requires nothing in the sandbox', () => {
    const settings = readSettings({})
    expect(settings).toMatchObject({
      MODE: 'sandbox',
      PORT: 8080,
      RATE_LIMIT: 'off',
      CALLBACK_PRIVATE_ADDRESSES: 'allow',
    })
    expect(settings).toMatchObject({
      SANDBOX_CREDIT: 1_000_000,
      ROLES: ['api', 'jobs'],
      SCOPE_HOST: 'test.pec.openapi.it',
    })
  })

  it('reads where a proxy is, and what it wants to see', () => {
    const proxyOf = (CALLBACK_PROXY: string) => readSettings({ CALLBACK_PROXY }).CALLBACK_PROXY
    expect(proxyOf('http://proxy.example')).toEqual({ host: 'proxy.example', port: 80 })
    expect(proxyOf('http://[::1]:3128/')).toEqual({ host: '::1', port: 3128 })
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
    expect(proxyOf('http://user:p%40ss@10.0.0.1:3128')).toEqual({ host: '10.0.0.1', port: 3128, authorization })
  })

  it('treats an empty value as absent', () => {
    const empty = Object.fromEntries(Object.keys(settingsTable).map((name) => [name, '']))
    expect(readSettings(empty)).toEqual(readSettings({}))
  })

  it('ignores unknown variables', () => {
    expect(readSettings({ PATH: '/bin', __proto__: 'x' })).toEqual(readSettings({}))
  })

  it('has strict defaults in production', () => {
    expect(readSettings(production)).toMatchObject({
      MODE: 'production',
      RATE_LIMIT: { requests: 600, windowSeconds: 60 },
      CALLBACK_PRIVATE_ADDRESSES: 'deny',
      SCOPE_HOST: 'pec.openapi.it',
    })
  })

  it('refuses unsafe production settings, all in one line', () => {
    const problem = problemOf({
      MODE: 'production',
      SANDBOX_TOKEN: 'a-fixed-token',
      SANDBOX_API_KEY: 'a-fixed-key',
      S3_ENDPOINT: 'https://s3.example',
    })
    for (const name of [
      'ENCRYPTION_KEY',
      'SANDBOX_TOKEN',
      'SANDBOX_API_KEY',
      'S3_BUCKET',
      'S3_ACCESS_KEY_ID',
      'S3_SECRET_ACCESS_KEY',
    ]) {
      expect(problem).toContain(name)
    }
    expect(problem).not.toMatch(/\n|a-fixed/)
  })

  it.each(['12345678', 'x'.repeat(64), 'operator'.repeat(4)])('refuses %j to operators in production', (token) => {
    expect(problemOf({ ...production, OPERATOR_TOKEN: token })).toMatch(/^OPERATOR_TOKEN must be 32 varied characters/)
    expect(readSettings({ OPERATOR_TOKEN: token }).OPERATOR_TOKEN).toBe(token)
  })

  it('takes a random token for operators, and another one than the account’s', () => {
    const token = '6f1ed002ab5595859014ebf0951522d9'
    expect(readSettings({ ...production, OPERATOR_TOKEN: token }).OPERATOR_TOKEN).toBe(token)
    expect(problemOf({ OPERATOR_TOKEN: token, SANDBOX_TOKEN: token })).toMatch(/must differ/)
  })

  it('requires all S3 settings or none, in the sandbox too', () => {
    expect(problemOf({ S3_ENDPOINT: 'https://s3.example' })).toMatch(
      /S3_BUCKET.*S3_ACCESS_KEY_ID.*S3_SECRET_ACCESS_KEY/,
    )
  })

  it.each([
    ['3/min', { requests: 3, windowSeconds: 60 }],
    ['20/s', { requests: 20, windowSeconds: 1 }],
    ['off', 'off'],
  ])('reads the limit %s', (text, limit) => expect(readSettings({ RATE_LIMIT: text }).RATE_LIMIT).toEqual(limit))
})

describe('TRUSTED_PROXIES', () => {
  it('takes addresses and networks of both kinds', () => {
    const proxies = '127.0.0.1, 10.0.0.0/8,::1,fd00::/8'
    expect(readSettings({ TRUSTED_PROXIES: proxies }).TRUSTED_PROXIES).toEqual([
      '127.0.0.1',
      '10.0.0.0/8',
      '::1',
      'fd00::/8',
    ])
  })
})

describe('settingsTable', () => {
  it.each(Object.entries(settingsTable))('says what %s means, expects and falls back to', (_, declared) => {
    expect(declared.means.length).toBeGreaterThan(10)
    expect(declared.expects).not.toBe('')
    expect('fallback' in declared || ('otherwise' in declared && declared.otherwise !== '')).toBe(true)
  })

  it('marks as secret whatever grants access', () => {
    const secret = Object.entries(settingsTable).filter(([, declared]) => 'secret' in declared)
    expect(secret.map(([name]) => name).sort()).toEqual([
      'CALLBACK_PROXY',
      'DATABASE_DIRECT_URL',
      'DATABASE_URL',
      'ENCRYPTION_KEY',
      'ENCRYPTION_KEY_PREVIOUS',
      'OPERATOR_TOKEN',
      'S3_SECRET_ACCESS_KEY',
      'SANDBOX_API_KEY',
      'SANDBOX_TOKEN',
    ])
  })
})

it('knows its version', () => expect(productVersion).toMatch(/^\d+\.\d+\.\d+/))
