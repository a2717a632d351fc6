import { no, yes } from '../port/capabilities.ts'
import type { Manifest } from '../port/capabilities.ts'

const drawnHere = no('our own form is what is signed')

export const manifest: Manifest = {
  name: 'sandbox',
  kind: 'sandbox',
  label: 'Simulated provider',
  inProcess: true,
  can: {
    'mailboxes.checkAddress': yes,
    'mailboxes.register': yes,
    'mailboxes.submitDocuments': yes,
    'mailboxes.status': yes,
    'mailboxes.activationForm': drawnHere,
    'mailboxes.preservationForm': drawnHere,
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
  settings: { SANDBOX_PROVIDER_DELAY_MS: { means: 'how long it takes, in milliseconds', secret: false } },
}
