// The closed list of what a provider may be able to do, each with one sentence.

export const capabilities = {
  checkAddress: 'says whether an address is free',
  reserveAddress: 'takes the order of a new mailbox and reserves its address',
  submitDocuments: 'takes the signed documents of an activation',
  activationStatus: 'says what became of a registration or an activation',
  revoke: 'switches a mailbox off',
  renew: 'prolongs a mailbox, or brings a revoked one back',
  resize: 'enlarges the spaces of a mailbox',
  upgrade: 'turns a mailbox into a higher kind',
  preserve: 'switches on legal preservation',
  addUser: 'adds a user to a mailbox',
  openRegisterFiling: 'opens a filing with the Business Register',
  submitToRegister: 'takes the signed power of attorney and files',
  registerStatus: 'says what became of a filing with the Business Register',
  orderDomain: 'takes the order of a domain to be certified',
  domainStatus: 'says how far the certification of a domain is',
  renewDomain: 'prolongs a certified domain, or brings a revoked one back',
  revokeDomain: 'switches a certified domain off with its mailboxes',
} as const

export type Capability = keyof typeof capabilities

export type Can = { is: 'yes' } | { is: 'no'; why: string } | { is: 'not yet' }

export const yes: Can = { is: 'yes' }
export const notYet: Can = { is: 'not yet' }
export const no = (why: string): Can => ({ is: 'no', why })

/** What a provider is called and can do; a table without behaviour. */
export interface Manifest {
  name: string
  label: string
  /** True when it answers within this process and its transaction: nothing can be lost between asking and applying. */
  inProcess: boolean
  can: Record<Capability, Can>
  settings: Record<string, { means: string; secret: boolean }>
}
