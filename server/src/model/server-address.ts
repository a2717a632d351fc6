import { isIP } from 'node:net'

/** Address of a name server. */
export interface ServerAddress {
  readonly address: string
  readonly port: number
}

const DNS_PORT = 53

/**
 * Parses `ip`, `ip:port` or `[ip]:port`, as in DNS_SERVERS and the system's configuration; anything else returns
 * undefined.
 */
export function parseServerAddress(text: string): ServerAddress | undefined {
  if (isIP(text) !== 0) return { address: text, port: DNS_PORT }
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]{2,45})\]|([0-9.]{7,15}))(?::(\d{1,5}))?$/.exec(text) ?? []
  const address = bracketed ?? plain ?? ''
  const port = digits === undefined ? DNS_PORT : Number(digits)
  return isIP(address) === 0 || port < 1 || port > 65_535 ? undefined : { address, port }
}

/** Formats a server address. */
export function formatServerAddress({ address, port }: ServerAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
