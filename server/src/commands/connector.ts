// ceralacca connector check URL: tries a connector against the protocol. It needs no server and no database.
import { parseArgs } from 'node:util'
import { systemClock } from '../model/clock.ts'
import { isSigningSecret } from '../model/message-signature.ts'
import { boundedExchange } from '../network/bounded-exchange.ts'
import { parseHttpUrl } from '../network/http-url.ts'
import { productVersion } from '../settings.ts'
import { UsageError } from './command.ts'
import type { CommandResult } from './command.ts'
import { withDotEnv } from './environment.ts'
import type { Environment } from './environment.ts'

export const connectorUsage = 'connector check URL [--secret-env NAME] [--orders]'
export const connectorMeans =
  'try a connector against the protocol and print what it breaks; the secret is in the variable NAME (CONNECTOR_SECRET); with --orders it is also asked for everything it offers, in the name of invented people: only before a test system'

const ANSWERS_WITHIN_MS = 25_000

/** Tries the connector of the arguments; failed when it breaks a rule. Throws UsageError. */
export async function connectorCheck(args: readonly string[], variables: Environment): Promise<CommandResult> {
  const { baseUrl, secret, orders } = optionsIn(args, variables)
  // Where the connector is, the operator says.
  const exchange = boundedExchange({ privateAddresses: 'allow', version: productVersion, timeoutMs: ANSWERS_WITHIN_MS })
  try {
    const { checkConnector } = await import('../providers/connector/conformance.ts')
    const { realNow } = systemClock()
    const findings = await checkConnector({ baseUrl, secret, exchange, realNow }, { orders })
    const broken = findings.filter(({ is }) => is === 'broken')
    const width = Math.max(...findings.map(({ rule }) => rule.length))
    const lines = findings.flatMap(({ rule, is, means, breaches }) => [
      `${is.padEnd(9)}  ${rule.padEnd(width)}  ${means}`,
      ...breaches.map((how) => `${' '.repeat(width + 13)}${how}`),
    ])
    const verdict = broken.length === 0 ? 'keeps the protocol' : `breaks ${broken.map(({ rule }) => rule).join(', ')}`
    return { data: { url: baseUrl, findings }, lines: [...lines, verdict], failed: broken.length > 0 }
  } finally {
    await exchange.close()
  }
}

function optionsIn(args: readonly string[], variables: Environment) {
  const { positionals, values } = parsed(args)
  const [verb, url = ''] = positionals
  const target = parseHttpUrl(url)
  if (verb !== 'check' || positionals.length !== 2) throw new UsageError(`usage: ceralacca ${connectorUsage}`)
  if (target.is !== 'url' || target.url.search + target.url.hash !== '')
    throw new UsageError('URL must be an address such as https://connector.example.it, without user, query or fragment')
  const name = values['secret-env'] ?? 'CONNECTOR_SECRET'
  const secret = withDotEnv(variables, process.cwd())[name]?.trim() ?? ''
  if (!isSigningSecret(secret))
    throw new UsageError(`the variable ${name} must hold whsec_ and the base64 of 24 to 64 bytes`)
  return { baseUrl: target.url.href.replace(/\/+$/, ''), secret, orders: values.orders === true }
}

function parsed(args: readonly string[]) {
  try {
    const options = { 'secret-env': { type: 'string' }, orders: { type: 'boolean' } } as const
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    const why = error instanceof Error ? error.message : 'wrong options'
    throw new UsageError(`${why}\nusage: ceralacca ${connectorUsage}`)
  }
}
