import { describe, expect, it } from 'vitest'
import { ProvidersFileError, readProvidersFile } from './providers-file.ts'

const office = { kind: 'back-office' }
const file = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({ providers: { office }, routes: [{ provider: 'office' }], ...changes })
const secrets = {
  variable: (name: string) => ({ TOKEN: 'geheim-geheim', SHORT: 'geheim', WHSEC: whsec })[name],
  file(path: string) {
    if (path === '/geheim/folder') throw new Error('EISDIR: illegal operation on a directory, read')
    return path === '/run/token' ? 'geheim-datei\n' : undefined
  },
}
const upstream = { kind: 'upstream', baseUrl: 'https://pec.example.it', token: { env: 'TOKEN' } }
const withUpstream = (changes: Record<string, unknown>) =>
  file({ providers: { office, vendor: { ...upstream, ...changes } } })
const whsec = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const connector = { kind: 'connector', baseUrl: 'https://connector.example.it', secret: { env: 'WHSEC' } }
const withConnector = (changes: Record<string, unknown>) =>
  file({ providers: { office, partner: { ...connector, ...changes } } })
const problemOf = (text: string) => {
  try {
    readProvidersFile(text, 'production', secrets)
  } catch (error) {
    expect(error).toBeInstanceOf(ProvidersFileError)
    return String(error instanceof Error && error.message)
  }
  return 'none'
}
const withRoutes = (...routes: unknown[]) => file({ routes })
const last = { provider: 'office' }
const silver = { tipo_casella: 'SILVER', ...last }
const both = { tipo_casella: ['GOLD', 'SILVER'], ...last }

describe('the file of providers', () => {
  it('is read with its routes, in order and as they will be compared', () => {
    const routes = [
      { resource: 'mailbox', tipo_casella: ['gold', 'SILVER'], dominio: 'Azienda.IT', provider: 'office' },
      { resource: 'certified-domain', fornitore: 'namirial', account: ['a'], provider: 'second' },
      { provider: 'office' },
    ]
    expect(readProvidersFile(file({ providers: { office, second: office }, routes }), 'production', secrets)).toEqual({
      providers: [
        { name: 'office', kind: 'back-office' },
        { name: 'second', kind: 'back-office' },
      ],
      routes: [{ ...routes[0], tipo_casella: ['GOLD', 'SILVER'], dominio: ['azienda.it'] }, routes[1], routes[2]],
    })
  })

  it('takes a route that an earlier one leaves orders to, narrower or of another kind', () => {
    const routes = [{ account: 'a', ...both }, silver, both, { dominio: ['azienda.it'], ...last }, last]
    expect(problemOf(withRoutes(...routes))).toBe('none')
  })

  it('takes secrets from where it says, and leaves a slash at the end of an address out', () => {
    const given = { office, vendor: { ...upstream, baseUrl: 'https://pec.example.it/v/' } }
    const own = { ...upstream, baseUrl: 'http://127.0.0.1:8080', token: { file: '/run/token' }, callsPerMinute: 5 }
    const read = readProvidersFile(file({ providers: { ...given, own } }), 'production', secrets)
    const [, vendor, second] = read.providers
    expect(vendor).toMatchObject({ baseUrl: 'https://pec.example.it/v', token: 'geheim-geheim', callsPerMinute: 60 })
    expect(second).toMatchObject({ baseUrl: 'http://127.0.0.1:8080', token: 'geheim-datei', callsPerMinute: 5 })
  })

  it('knows where a connector is, and what both sides sign with', () => {
    const { providers } = readProvidersFile(withConnector({}), 'production', secrets)
    const partner = { name: 'partner', kind: 'connector', baseUrl: 'https://connector.example.it', secret: whsec }
    expect(providers[1]).toEqual(partner)
  })

  it.each([
    ['{geheim', 'the file must be JSON'],
    ['[]', 'the file must be an object'],
    [file({ geheim: 1 }), 'the file must be an object with no members but providers, routes'],
    [file({ providers: {} }), 'providers must be'],
    [file({ providers: { 'Geheim!': office } }), 'every name in providers must be'],
    [file({ providers: { office: 'geheim' } }), 'providers.office must be an object'],
    [
      file({ providers: { office: { kind: 'geheim' } } }),
      'providers.office.kind must be back-office or upstream or connector',
    ],
    [
      file({ providers: { office: { kind: 'sandbox' } } }),
      'providers.office.kind must be back-office or upstream or connector',
    ],
    [file({ providers: { sandbox: office } }), 'providers.sandbox.kind must be sandbox, as'],
    [file({ providers: { office: { ...office, token: 'geheim' } } }), 'providers.office must be an object with no'],
    [withUpstream({ baseUrl: 'geheim' }), 'providers.vendor.baseUrl must be an address'],
    [withUpstream({ baseUrl: 'https://u:geheim@pec.example.it' }), 'providers.vendor.baseUrl must be an address'],
    [withUpstream({ baseUrl: 'https://pec.example.it/?token=geheim' }), 'providers.vendor.baseUrl must be an address'],
    [withUpstream({ baseUrl: 'http://pec.example.it' }), 'providers.vendor.baseUrl must be an https address'],
    [withUpstream({ token: 'geheim-geheim' }), 'providers.vendor.token must be an object'],
    [withUpstream({ token: { env: 'TOKEN', file: 'geheim' } }), 'providers.vendor.token must be { "env": NAME }'],
    [withUpstream({ token: { env: 'NONE' } }), 'providers.vendor.token must be the name of a variable or file'],
    [withUpstream({ token: { env: 'SHORT' } }), 'providers.vendor.token must be the name of a variable or file'],
    [withUpstream({ token: { file: '/geheim' } }), 'providers.vendor.token must be the name of a variable or file'],
    [
      withUpstream({ token: { file: '/geheim/folder' } }),
      'providers.vendor.token must be the name of a variable or file',
    ],
    [withUpstream({ callsPerMinute: 0 }), 'providers.vendor.callsPerMinute must be a whole number'],
    [withUpstream({ geheim: 1 }), 'providers.vendor must be an object with no members but'],
    [withConnector({ baseUrl: 'https://u:geheim@x.example.it' }), 'providers.partner.baseUrl must be an address'],
    [withConnector({ baseUrl: 'http://x.example.it' }), 'providers.partner.baseUrl must be an https address'],
    [withConnector({ secret: whsec }), 'providers.partner.secret must be an object'],
    [
      withConnector({ secret: { env: 'TOKEN' } }),
      'providers.partner.secret must be the name of a variable or file that holds whsec_',
    ],
    [withConnector({ token: { env: 'geheim' } }), 'providers.partner must be an object with no members but'],
    [withRoutes(), 'routes must be an array'],
    [withRoutes({ provider: 'geheim' }), 'routes[0].provider must be one of office'],
    [withRoutes({ resource: 'mailbox', provider: 'office' }), 'routes[0] must be a provider alone'],
    [withRoutes(last, last), 'routes[1] must be left out or put before routes[0], which takes all its orders'],
    [withRoutes(last, { account: 'geheim', ...last }, last), 'routes[1] must be left out or put before routes[0]'],
    [withRoutes(both, { account: 'a', ...silver }, last), 'routes[1] must be left out or put before routes[0]'],
    [withRoutes({ resource: 'geheim', provider: 'office' }), 'routes[0].resource must be mailbox or'],
    [
      withRoutes({ tipo_casella: ['geheim'], provider: 'office' }),
      'routes[0].tipo_casella must be a list of box types',
    ],
    [withRoutes({ fornitore: 'geheim', provider: 'office' }), 'routes[0].fornitore must be infocert or'],
    [withRoutes({ account: [], provider: 'office' }), 'routes[0].account must be a list of texts'],
    [withRoutes({ provincia: 'geheim', provider: 'office' }), 'routes[0] must be an object with no members but'],
  ])('%s: says where it cannot be used and what was expected, and quotes nothing', (text, problem) => {
    const said = problemOf(text)
    expect(said).toContain(`PROVIDERS_FILE: ${problem}`)
    expect(said).not.toMatch(/geheim|\n/)
  })
})
