import { capabilities, yes } from '../port/capabilities.ts'
import type { Can, Capability, Manifest } from '../port/capabilities.ts'

/** What a connector may be able to do; each says itself which of it is true (docs/connectors.md). */
export const manifest: Manifest = {
  name: 'connector',
  kind: 'connector',
  label: 'A private partner API behind a connector',
  inProcess: false,
  can: {
    'mailboxes.checkAddress': yes,
    'mailboxes.register': yes,
    'mailboxes.submitDocuments': yes,
    'mailboxes.status': yes,
    'mailboxes.activationForm': yes,
    'mailboxes.preservationForm': yes,
    'mailboxes.revoke': yes,
    'mailboxes.renew': yes,
    'mailboxes.resize': yes,
    'mailboxes.upgrade': yes,
    'mailboxes.preserve': yes,
    'mailboxes.addUser': yes,
    'registryRequests.open': yes,
    'registryRequests.submitDocuments': yes,
    'registryRequests.status': yes,
    'certifiedDomains.order': yes,
    'certifiedDomains.status': yes,
    'certifiedDomains.renew': yes,
    'certifiedDomains.revoke': yes,
  },
  settings: {
    baseUrl: { means: 'its address', secret: false },
    secret: { means: 'what both sides sign with, whsec_… of Standard Webhooks', secret: true },
  },
}

/** Every capability's name. */
export const isCapability = (name: string): name is Capability => Object.hasOwn(capabilities, name)

/** The manifest of a connector that has said what it offers; until then it is taken to offer everything. */
export function manifestOf(name: string, offered: ReadonlySet<Capability> | undefined): Manifest {
  const can: Record<Capability, Can> = { ...manifest.can }
  for (const capability of Object.keys(can).filter(isCapability))
    if (offered?.has(capability) === false) can[capability] = { is: 'no', why: 'the connector does not offer it' }
  return { ...manifest, name, can }
}
