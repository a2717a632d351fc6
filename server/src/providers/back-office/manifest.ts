import { no, yes } from '../port/capabilities.ts'
import type { Manifest } from '../port/capabilities.ts'

const drawnHere = no('our own form is what is signed')
const recorded = no('an operator records it; nobody is asked')

export const manifest: Manifest = {
  name: 'back-office',
  kind: 'back-office',
  label: 'A person in the back office',
  inProcess: true,
  byHand: true,
  can: {
    'mailboxes.checkAddress': yes,
    'mailboxes.register': yes,
    'mailboxes.submitDocuments': yes,
    'mailboxes.status': recorded,
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
    'registryRequests.status': recorded,
    'certifiedDomains.order': yes,
    'certifiedDomains.status': recorded,
    'certifiedDomains.renew': yes,
    'certifiedDomains.revoke': yes,
  },
  settings: {},
}
