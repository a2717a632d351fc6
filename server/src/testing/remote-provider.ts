// A remote provider for tests: the adapter of connectors before the fake one.
import { boundedExchange } from '../network/bounded-exchange.ts'
import { connectorProvider } from '../providers/connector/adapter.ts'
import type { Trouble } from '../providers/connector/client.ts'
import type { Provider } from '../providers/port/capabilities.ts'

/** The connector at `url`; down when it does not answer within `timeoutMs`. */
export function remoteProvider(options: {
  url: string
  secret: string
  timeoutMs: number
  onTrouble?: (trouble: Trouble) => void
}): Provider {
  const { url: baseUrl, secret, timeoutMs, onTrouble = () => undefined } = options
  const exchange = boundedExchange({ privateAddresses: 'allow', version: '0', timeoutMs, connections: 100 })
  return connectorProvider({ name: 'remote', baseUrl, secret, exchange, onTrouble, realNow: () => new Date() })
}
