// An outbound proxy: a plain request is sent to it as it is; for TLS it opens a tunnel (CONNECT; RFC 9110, 9.3.6).
import { request } from 'node:http'
import { buildConnector } from 'undici'
import { isHostRefused } from './address-rules.ts'
import type { ReachRules } from './address-rules.ts'
import { ConnectFailure, connectFailure } from './failures.ts'

export interface Proxy {
  host: string
  port: number
  /** The value of `Proxy-Authorization`. */
  authorization?: string
}

/** The header that a proxy asks for. */
export const proxyHeaders = ({ authorization }: Proxy): Record<string, string> =>
  authorization === undefined ? {} : { 'proxy-authorization': authorization }

/**
 * Creates a connector for undici that connects through a proxy, wherever that is. The proxy resolves names, so a target is
 * refused only where its own spelling says that it is out of reach. Fails only with a `ConnectFailure`.
 */
export function proxyConnector(options: ReachRules & { proxy: Proxy; timeoutMs: number }): buildConnector.connector {
  const { proxy, timeoutMs } = options
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false })
  return (target, callback) => {
    if (isHostRefused(target.hostname, options)) {
      callback(new ConnectFailure('private address'), null)
      return
    }
    if (target.protocol === 'http:') {
      connect({ hostname: proxy.host, protocol: 'http:', port: String(proxy.port) }, (error, socket) =>
        error === null ? callback(null, socket) : callback(new ConnectFailure('proxy'), null),
      )
      return
    }
    openTunnel(proxy, target, timeoutMs, (error, tunnel) => {
      if (error !== null) callback(error, null)
      else
        connect({ ...target, httpSocket: tunnel }, (failed, socket) =>
          failed === null ? callback(null, socket) : callback(connectFailure(failed, 'https:'), null),
        )
    })
  }
}

function openTunnel(
  proxy: Proxy,
  { hostname, port }: buildConnector.Options,
  timeoutMs: number,
  callback: buildConnector.Callback,
): void {
  const authority = `${hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname}:${port}`
  const asked = request({
    host: proxy.host,
    port: proxy.port,
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...proxyHeaders(proxy) },
    // A connection of its own, which becomes the tunnel.
    agent: false,
    timeout: timeoutMs,
  })
  const refuse = () => {
    callback(new ConnectFailure('proxy'), null)
    asked.destroy()
  }
  let isAnswered = false
  const once = (act: () => void) => () => {
    if (!isAnswered) act()
    isAnswered = true
  }
  asked.on('connect', ({ statusCode }, socket, head) => {
    // A server that speaks first over TLS does not exist: bytes here are the proxy's own.
    once(() => (statusCode === 200 && head.length === 0 ? callback(null, socket) : refuse()))()
  })
  asked.on('response', once(refuse))
  asked.on('error', once(refuse))
  asked.on('timeout', once(refuse))
  asked.end()
}
