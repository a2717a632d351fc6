import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an address belongs to the public internet: not private, loopback, link-local, reserved or multicast, and not
 * an IPv6 form that hides an IPv4 address (translated, 6to4, Teredo). IPv4 mapped into IPv6 is judged as IPv4. Anything
 * that is not a plainly written address, or that carries a zone, is not public.
 */
export function isPublicAddress(ip: string): boolean {
  if (isIP(ip) === 0 || ip.includes('%')) return false
  const address = ipaddr.process(ip)
  if (address.range() !== 'unicast') return false
  // Nothing outside 2000::/3 is assigned; the obsolete form ::a.b.c.d of an IPv4 address lies there.
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast)
}

/**
 * Whether the host of a URL, as `URL.hostname` spells it, is private for all to see: an address that is not public, or a
 * name that every system resolves to itself (RFC 6761 6.3). Where other names lead is only known when they are resolved.
 */
export function isPrivateHost(hostname: string): boolean {
  const ip = hostname.replace(/^\[|\]$/g, '')
  if (isIP(ip) !== 0) return !isPublicAddress(ip)
  return /(^|\.)localhost\.?$|^localhost\.localdomain\.?$/i.test(hostname)
}
