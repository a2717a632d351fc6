// trigger: makes a resource in the sandbox and lets a scenario happen to it.
import { randomBytes } from 'node:crypto'
import type { Operations, Result } from '@ceralacca/client'
import { valueOf } from '@ceralacca/client'
import { oneOf, option, text, UsageError, word } from './fields.ts'
import type { OwnCommand } from './own-command.ts'

type Kind = 'pec' | 'dominio' | 'comunica_pec'

export const trigger: OwnCommand = {
  words: 'trigger',
  means: 'make a mailbox, domain or request in the sandbox and let a scenario happen to it; spends credit',
  fields: {
    scenario: word(text('SCENARIO')),
    on: option(oneOf('pec', 'dominio', 'comunica_pec')),
    callback: option(text('URL')),
  },

  async run({ api, baseUrl, given, say }) {
    const [name = ''] = given.positionals
    const known = valueOf(await api.listScenarios({}))
    const fitting = known.filter(
      ({ scenario, resource }) => scenario === name && (given.options.on ?? resource) === resource,
    )
    const [found] = fitting
    if (found === undefined)
      throw new UsageError(
        `no such scenario: ${name}; one of ${[...new Set(known.map(({ scenario }) => scenario))].join(', ')}`,
      )
    const kind = kindOf(found.resource)
    const callback = given.options.callback === undefined ? {} : { callback: { url: String(given.options.callback) } }
    const example = await exampleOf(baseUrl, kind)
    const id = await made(api, kind, { name, body: { ...example, ...callback } })
    await prepared(api, kind, id, found.from)
    const resource = valueOf(await bring(api, kind, id, name))
    const { stato } = Object(resource)
    say(`${kind} ${id}: ${name}; now ${String(stato)}`, resource)
  },
}

function kindOf(resource: string): Kind {
  if (resource === 'pec' || resource === 'dominio' || resource === 'comunica_pec') return resource
  throw new Error(`this command knows no ${resource}`)
}

/** The body the server documents for making one, of invented people, without its callback. */
async function exampleOf(baseUrl: string, kind: Kind): Promise<Record<string, unknown>> {
  const document: unknown = await (await fetch(`${baseUrl}/openapi.json`)).json()
  const reference = String(within(document, ['paths', `/${kind}`, 'post', 'requestBody', '$ref']))
  const content = [...reference.split('/').slice(1), 'content', 'application/json']
  const { callback: _, ...body } = Object(within(document, [...content, 'example']))
  return body
}

const within = (value: unknown, [name, ...names]: readonly string[]): unknown =>
  name === undefined ? value : within(Reflect.get(Object(value), name), names)

/** Makes the resource and returns its id. */
async function made(
  api: Operations,
  kind: Kind,
  { name, body }: { name: string; body: Record<string, unknown> },
): Promise<string> {
  // Slow enough that nothing else happens to it meanwhile.
  const fresh = `lenta-${randomBytes(4).toString('hex')}`
  const changes = {
    pec: {
      casella_pec: `${fresh}@testcert.legalmail.it`,
      tipo_casella: 'STANDARD',
      autorinnovo: name.startsWith('renew'),
    },
    dominio: { dominio: `pec.${fresh}.it` },
    comunica_pec: { casella_pec: `${fresh}@pec.example.it` },
  }
  // The server checks what the document says.
  const input = JSON.parse(JSON.stringify({ ...body, ...changes[kind] }))
  if (kind === 'pec') return valueOf(await api.registerMailbox(input)).id
  if (kind === 'dominio') return valueOf(await api.orderCertifiedDomain(input)).id
  return valueOf(await api.createRegistryRequest(input)).id
}

/** Brings it into a state the scenario starts from. */
async function prepared(api: Operations, kind: Kind, id: string, from: readonly string[]): Promise<void> {
  if (['registrata', 'registrato', 'codice_in_richiesta'].some((state) => from.includes(state))) return
  if (kind === 'dominio') return void valueOf(await bring(api, kind, id, 'certified'))
  if (from.includes('evasa')) return void valueOf(await bring(api, kind, id, 'activated'))
  if (from.includes('in_evasione')) {
    const form = Buffer.from(valueOf(await api.downloadActivationForm({ id }))).toString('base64')
    return void valueOf(await api.activateMailbox({ id, documenti: [form, form] }))
  }
  valueOf(await bring(api, kind, id, 'activated'))
  valueOf(await bring(api, kind, id, 'revoked-by-provider'))
}

/** The server checks the scenario's name. */
function bring(api: Operations, kind: Kind, id: string, scenario: string): Promise<Result<unknown>> {
  const input: { id: string; scenario: never } = JSON.parse(JSON.stringify({ id, scenario }))
  if (kind === 'pec') return api.bringMailbox(input)
  return kind === 'dominio' ? api.bringCertifiedDomain(input) : api.bringRegistryRequest(input)
}
