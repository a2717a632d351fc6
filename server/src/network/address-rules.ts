import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Says whether an address is one of the public internet: not private, loopback, link-local, reserved, multicast, nor
 * an IPv6 form that hides an IPv4 address (translated, 6to4, Teredo). IPv4 mapped into IPv6 is judged as IPv4.
 * Anything that is not a plainly written address, or carries a zone, is not public.
 */
export function isPublicAddress(ip: string): boolean {
  if (isIP(ip) === 0 || ip.includes('%')) return false
  const address = ipaddr.process(ip)
  if (address.range() !== 'unicast') return false
  // Outside 2000::/3 nothing is assigned; ::a.b.c.d, the obsolete form of an IPv4 address, lies there.
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast)
}
