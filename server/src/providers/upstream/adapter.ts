// A provider that is a server of the published contract: the original service, or another Ceralacca. Every question
// becomes the same operation there. It has no idempotency of its own, so that lost answers are found by reading.
import type { Provider, ProviderHealth } from '../port/capabilities.ts'
import { upstreamClient } from './client.ts'
import type { UpstreamClient, UpstreamOptions } from './client.ts'
import { upstreamDomainAsks, upstreamDomainReads } from './domains.ts'
import { upstreamMailboxAsks, upstreamMailboxReads } from './mailboxes.ts'
import { manifest } from './manifest.ts'
import { upstreamReads } from './reads.ts'
import { upstreamRequestAsks, upstreamRequestReads } from './register.ts'

/** The provider at `baseUrl`. */
export function upstreamProvider(options: UpstreamOptions): Provider {
  const client = upstreamClient(options)
  return {
    manifest: { ...manifest, name: options.name },
    mailboxes: { ...upstreamMailboxAsks(client, 'ask'), ...upstreamMailboxReads(client) },
    certifiedDomains: { ...upstreamDomainAsks(client, 'ask'), ...upstreamDomainReads(client) },
    registryRequests: { ...upstreamRequestAsks(client, 'ask'), ...upstreamRequestReads(client) },
    outcomes: {
      mailboxes: upstreamMailboxAsks(client, 'outcome'),
      certifiedDomains: upstreamDomainAsks(client, 'outcome'),
      registryRequests: upstreamRequestAsks(client, 'outcome'),
    },
    reads: upstreamReads(client),
    callsPerMinute: options.callsPerMinute,
    health: () => healthAt(client),
  }
}

async function healthAt(client: UpstreamClient): Promise<ProviderHealth> {
  // Refused or not: who answers a list knows the token.
  const reply = await client.call({ method: 'GET', path: '/pec?limit=1' })
  const credit = client.credit()
  const known = credit === undefined ? {} : { credit }
  if (reply.is === 'answered' || reply.is === 'refused') return { reachable: true, credentials: 'accepted', ...known }
  if (reply.is === 'silent' || reply.why === 'not connected') return { reachable: false, credentials: 'unknown' }
  return { reachable: true, credentials: reply.why === 'credentials refused' ? 'refused' : 'unknown', ...known }
}
