import { no, yes } from '../capabilities.ts'
import type { Manifest } from '../capabilities.ts'

export const manifest: Manifest = {
  name: 'back-office',
  label: 'A person in the back office',
  inProcess: true,
  can: {
    checkAddress: yes,
    reserveAddress: yes,
    submitDocuments: yes,
    activationStatus: no('an operator records the decision; nobody is asked'),
    revoke: yes,
    renew: yes,
    resize: yes,
    upgrade: yes,
    preserve: yes,
    addUser: yes,
    openRegisterFiling: yes,
    submitToRegister: yes,
    registerStatus: no('an operator records the decision; nobody is asked'),
    orderDomain: yes,
    domainStatus: no('an operator records how far it is; nobody is asked'),
    renewDomain: yes,
    revokeDomain: yes,
  },
  settings: {},
}
