import { isIP } from 'node:net'

/** Where a name server listens. */
export interface ServerAddress {
  readonly address: string
  readonly port: number
}

const DNS_PORT = 53

/** Reads `ip`, `ip:port` or `[ip]:port`, as DNS_SERVERS and the system write them; anything else is undefined. */
export function parseServerAddress(text: string): ServerAddress | undefined {
  if (isIP(text) !== 0) return { address: text, port: DNS_PORT }
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]{2,45})\]|([0-9.]{7,15}))(?::(\d{1,5}))?$/.exec(text) ?? []
  const address = bracketed ?? plain ?? ''
  const port = digits === undefined ? DNS_PORT : Number(digits)
  return isIP(address) === 0 || port < 1 || port > 65_535 ? undefined : { address, port }
}

/** The same address as people write it. */
export function formatServerAddress({ address, port }: ServerAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
