import { yes } from '../capabilities.ts'
import type { Manifest } from '../capabilities.ts'

export const manifest: Manifest = {
  name: 'sandbox',
  label: 'Simulated provider',
  inProcess: true,
  can: {
    checkAddress: yes,
    reserveAddress: yes,
    submitDocuments: yes,
    activationStatus: yes,
    revoke: yes,
    renew: yes,
    resize: yes,
    upgrade: yes,
    preserve: yes,
    addUser: yes,
    openRegisterFiling: yes,
    submitToRegister: yes,
    registerStatus: yes,
    orderDomain: yes,
    domainStatus: yes,
    renewDomain: yes,
    revokeDomain: yes,
  },
  settings: { SANDBOX_PROVIDER_DELAY_MS: { means: 'how long it takes, in milliseconds', secret: false } },
}
