import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** Which addresses we may connect to at somebody else's wish; those of cloud metadata never. */
export interface ReachRules {
  privateAddresses: 'allow' | 'deny'
  /** Networks that are denied besides, such as `10.1.0.0/16`, or single addresses. */
  deniedNetworks?: readonly string[] | undefined
}

/** Where clouds give out the credentials of a machine to whatever runs on it, by the providers' own pages. */
const metadataNetworks = [
  // Link-local: AWS, Azure, Google, Oracle, IBM, DigitalOcean, Hetzner, OVH, Tencent, Scaleway, OpenStack and others.
  '169.254.0.0/16',
  'fe80::/10',
  // Alibaba; Azure's wire server; Oracle Classic; Equinix Metal.
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '192.80.8.124',
  // By IPv6: AWS, Google, Oracle, Scaleway, Linode.
  'fd00:ec2::/32',
  'fd20:ce::/32',
  'fd00:c1::/32',
  'fd00:42::/32',
  'fd00:a9fe:a9fe::/48',
]
const metadataName =
  /(^|\.)(metadata\.goog|metadata\.google\.internal|instance-data|metadata\.(tencentyun|packet|platformequinix)\.(com|net))\.?$/i

/** Judges the addresses of connections by the rules. What is not plainly written is refused where anything may be. */
export function reaches({ privateAddresses, deniedNetworks = [] }: ReachRules): (ip: string) => boolean {
  const denied = [...metadataNetworks, ...deniedNetworks].map(parseNetwork)
  const isDenied = (ip: string) => formsOf(ip).some((form) => denied.some((network) => isIn(form, network)))
  return (ip) => !isDenied(ip) && (privateAddresses === 'allow' || isPublicAddress(ip))
}

/**
 * Whether the host of a URL, as `URL.hostname` spells it, is one not to connect to for all to see: an address that is out
 * of reach, a name of cloud metadata or, where private addresses are denied, one that every system resolves to itself (RFC
 * 6761 6.3). Where other names lead is only known when they are resolved.
 */
export function isHostRefused(hostname: string, rules: ReachRules): boolean {
  const ip = hostname.replace(/^\[|\]$/g, '')
  if (isIP(ip) !== 0) return !reaches(rules)(ip)
  if (metadataName.test(hostname)) return true
  return rules.privateAddresses === 'deny' && /(^|\.)localhost\.?$|^localhost\.localdomain\.?$/i.test(hostname)
}

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number]

function parseNetwork(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.process(text)
  return [address, address.toByteArray().length * 8]
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, network: Network): boolean {
  return address.kind() === network[0].kind() && address.match(network)
}

/** An address and the IPv4 address it may stand for: mapped, compatible, translated (RFC 6052) or 6to4 (RFC 3056). */
function formsOf(ip: string): (ipaddr.IPv4 | ipaddr.IPv6)[] {
  const [plain = ''] = ip.split('%')
  if (isIP(plain) === 0) return []
  const address = ipaddr.process(plain)
  if (address instanceof ipaddr.IPv4) return [address]
  const bytes = address.toByteArray()
  return [address, new ipaddr.IPv4(bytes.slice(12)), new ipaddr.IPv4(bytes.slice(2, 6))].filter(
    (form, n) => n === 0 || (n === 1 ? isTranslated(address) : address.range() === '6to4'),
  )
}

/** Whether the last 32 bits are an IPv4 address: ::a.b.c.d and 64:ff9b::a.b.c.d. */
const isTranslated = (address: ipaddr.IPv6) =>
  address.range() === 'rfc6052' || address.parts.slice(0, 6).every((part) => part === 0)

/** An IPv4 address itself, of an IPv6 address its /64: whoever has one address of that usually has them all. */
export const sourceNetwork = (ip: string) => networkOf(ip, 32, 64)

/** The network of an address that so many people share that it points at none: /24 of IPv4, /48 of IPv6. */
export const coarseNetwork = (ip: string) => networkOf(ip, 24, 48)

/** What is no address is left as it is. */
function networkOf(ip: string, ipv4Bits: 24 | 32, ipv6Bits: 48 | 64): string {
  const [plain = ''] = ip.split('%')
  if (isIP(plain) === 0) return ip
  const address = ipaddr.process(plain)
  if (address instanceof ipaddr.IPv4)
    return ipv4Bits === 32 ? address.toString() : `${address.octets.slice(0, 3).join('.')}.0/24`
  const parts = address.parts.slice(0, ipv6Bits / 16).map((part) => part.toString(16))
  return `${parts.join(':')}::/${ipv6Bits}`
}

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
