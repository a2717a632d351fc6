import { yes } from '../port/capabilities.ts'
import type { Manifest } from '../port/capabilities.ts'

export const manifest: Manifest = {
  name: 'upstream',
  kind: 'upstream',
  label: 'A server of the published contract',
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
    token: { means: 'our token there, with the scopes of the operations it serves', secret: true },
    callsPerMinute: { means: 'calls a minute at most that ask how far something is', secret: false },
  },
}
