import { lifecycle } from './lifecycle.ts'

// Contract 3.3. The four flags of a domain change without a move. For suspension see
// docs/decisions/0013-what-the-flags-of-a-domain-mean.md.
export const certifiedDomainLifecycle = lifecycle('certified-domain', {
  initial: 'registrato',
  states: {
    registrato: {
      means: 'asked for and paid; order, DNS, configuration or certification not done',
      waitsFor: 'provider',
    },
    evaso: { means: 'certified; mailboxes under it work', waitsFor: 'nobody' },
    revocato: { means: 'switched off with its mailboxes; a renewal brings it back', waitsFor: 'nobody' },
  },
  moves: {
    certify: { from: ['registrato'], to: 'evaso', by: 'provider' },
    rejectOrder: { from: ['registrato'], to: 'revocato', by: 'provider' },
    revoke: { from: ['registrato', 'evaso'], to: 'revocato', by: 'customer' },
    renew: { from: ['evaso', 'revocato'], to: 'evaso', by: 'customer' },
    expire: { from: ['registrato', 'evaso'], to: 'revocato', by: 'clock' },
    // The provider never did what was ordered of it (docs/operators-queue.md).
    undoReactivation: { from: ['evaso'], to: 'revocato', by: 'operator' },
    undoRevocation: { from: ['revocato'], to: 'evaso', by: 'operator' },
    undoRevocationInSetup: { from: ['revocato'], to: 'registrato', by: 'operator' },
  },
  while: {
    followSetup: ['registrato'],
    noteBrokenRecords: ['evaso'],
    noteMendedRecords: ['evaso'],
    suspend: ['evaso'],
    addMailbox: ['evaso'],
    undoRenewal: ['evaso', 'revocato'],
    confirmRenewal: ['evaso', 'revocato'],
    // Its provider names another one than we counted.
    noteExpiry: ['registrato', 'evaso'],
  },
})

/** The values of `stato` of a certified domain. */
export type CertifiedDomainState = keyof typeof certifiedDomainLifecycle.states

/** The moves of a certified domain. */
export type CertifiedDomainMove = keyof typeof certifiedDomainLifecycle.moves

/** Activities that require a state of the domain without changing it. */
export type CertifiedDomainActivity = keyof typeof certifiedDomainLifecycle.while
