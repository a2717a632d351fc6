// How resources stand at a server of the contract, for the nightly comparison.
import type { Answer } from '../port/answer.ts'
import type { Facts, ProviderReads, Seen } from '../port/reads.ts'
import { asAnswer } from './client.ts'
import type { UpstreamClient } from './client.ts'
import { domainIs, domainPath } from './domains.ts'
import { mailboxIs, mailboxPath } from './mailboxes.ts'
import { requestIs, requestPath } from './register.ts'
import { expiryIn, flagsIn, spacesIn, textIn } from './translate.ts'

/** What is read of any resource there. */
export function upstreamReads(client: UpstreamClient): Required<ProviderReads> {
  return {
    mailbox: (order) =>
      seen(
        client,
        mailboxPath(order),
        (data) => mailboxIs(data, order),
        (data) => ({ ...dated(data), ...spacesIn(data) }),
      ),
    certifiedDomain: (order) =>
      seen(
        client,
        domainPath(order),
        (data) => domainIs(data, order),
        (data) => ({ ...dated(data), ...flagsIn(data) }),
      ),
    registryRequest: (order) =>
      seen(
        client,
        requestPath(order),
        (data) => requestIs(data, order),
        (data) => stateOf(data),
      ),
  }
}

async function seen(
  client: UpstreamClient,
  path: string,
  isIt: (data: unknown) => boolean,
  facts: (data: unknown) => Facts,
): Promise<Answer<Seen>> {
  const reply = await client.call({ method: 'GET', path })
  // Read by its own id it is refused for one reason: it is not there.
  if (reply.is === 'refused') return { is: 'done', value: { is: 'missing' } }
  if (reply.is !== 'answered') return asAnswer(reply)
  const value: Seen = isIt(reply.data) ? { is: 'there', facts: facts(reply.data) } : { is: 'another' }
  return { is: 'done', value }
}

const STATE = /^[a-z_]{1,40}$/

/** Its state, where that is a word. */
function stateOf(data: unknown): Facts {
  const stato = textIn(data, 'stato')
  return STATE.test(stato) ? { stato } : {}
}

function dated(data: unknown): Facts {
  const expiresAt = expiryIn(data)
  return { ...stateOf(data), ...(expiresAt && { scadenza: Math.floor(expiresAt.getTime() / 1_000) }) }
}
