import type { LookupAddress, LookupAllOptions } from 'node:dns'
import { Agent } from 'node:http'
import type { AgentOptions, ClientRequestArgs } from 'node:http'
import { isIP, Socket } from 'node:net'
import type { LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import { buildConnector } from 'undici'
import { reaches } from './address-rules.ts'
import type { ReachRules } from './address-rules.ts'
import { ConnectFailure, connectFailure } from './failures.ts'

/** Resolves a name to all its addresses, like `dns.lookup` with `all`. */
export type AddressLookup = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

const attemptPerAddressMs = 2_000

/**
 * Creates a connector for undici that connects only to addresses within reach by the rules. A literal address
 * is checked as it is. For a name, every address must pass, and the connection uses exactly the list that passed: the
 * name server is never asked again. The connected peer is checked once more. Fails only with a `ConnectFailure`. TLS
 * certificates are always verified.
 */
export function guardedConnector(
  options: ReachRules & { timeoutMs: number; lookup: AddressLookup },
): buildConnector.connector {
  const allowed = reaches(options)
  const connect = buildConnector({
    timeout: options.timeoutMs,
    allowH2: false,
    // Node's default of 250 ms per address would give up on a distant host with an unreachable second address.
    autoSelectFamilyAttemptTimeout: attemptPerAddressMs,
    lookup: guardedLookup(sharedLookup(options.lookup), allowed),
  })
  return (target, callback) => {
    const hostname = target.hostname.replace(/^\[|\]$/g, '')
    if (isIP(hostname) !== 0 && !allowed(hostname)) {
      callback(new ConnectFailure('private address'), null)
      return
    }
    connect(target, (error, socket) => {
      if (error !== null) callback(connectFailure(error, target.protocol), null)
      else admit(socket, allowed, callback)
    })
  }
}

/** An agent of Node's own HTTP client whose connections a guarded connector makes. */
export class GuardedAgent extends Agent {
  readonly protocol: 'http:' | 'https:'
  readonly #connect: buildConnector.connector

  constructor(protocol: 'http:' | 'https:', connect: buildConnector.connector, options: AgentOptions) {
    super(options)
    this.protocol = protocol
    this.#connect = connect
  }

  override createConnection(
    { host, port }: ClientRequestArgs,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const hostname = host ?? ''
    // Named to the server (SNI), as undici would do for its own requests; an address has no name.
    const servername = isIP(hostname) === 0 ? { servername: hostname } : {}
    const target = { hostname, protocol: this.protocol, port: String(port ?? ''), ...servername }
    this.#connect(target, (error, socket) => callback?.(error, socket ?? new Socket()))
  }
}

function admit(socket: Socket, allowed: (ip: string) => boolean, callback: buildConnector.Callback): void {
  if (allowed(socket.remoteAddress ?? '')) {
    callback(null, socket)
    return
  }
  socket.destroy()
  callback(new ConnectFailure('private address'), null)
}

function guardedLookup(lookup: AddressLookup, allowed: (ip: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null) callback(error, [])
      else if (first === undefined) callback(new ConnectFailure('name not found'), [])
      else if (!addresses.every(({ address }) => allowed(address))) callback(new ConnectFailure('private address'), [])
      else if (options.all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

/** Shares one lookup among concurrent requests for a name: lookups of a dead name would fill the thread pool. */
function sharedLookup(lookup: AddressLookup): AddressLookup {
  const waiting = new Map<string, Parameters<AddressLookup>[2][]>()
  return (hostname, options, callback) => {
    const key = `${hostname} ${options.family ?? 0} ${options.hints ?? 0}`
    const others = waiting.get(key)
    if (others !== undefined) {
      others.push(callback)
      return
    }
    const callbacks = [callback]
    waiting.set(key, callbacks)
    lookup(hostname, options, (error, addresses) => {
      waiting.delete(key)
      for (const each of callbacks) each(error, addresses)
    })
  }
}
