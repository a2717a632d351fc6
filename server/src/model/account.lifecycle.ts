import { lifecycle } from './lifecycle.ts'

/** Whether an account may do anything here (docs/operators-accounts.md). */
export const accountLifecycle = lifecycle('account', {
  initial: 'active',
  states: {
    active: { means: 'its tokens and keys open what they are for', waitsFor: 'nobody' },
    suspended: {
      means:
        'its tokens and keys open nothing and its wallet pays for nothing new; its mailboxes work until they expire',
      waitsFor: 'operator',
    },
    closed: {
      means: 'its tokens and keys have ended and its credit was paid out; its data stay as long as the law asks',
      waitsFor: 'nobody',
      final: true,
    },
  },
  moves: {
    suspend: { from: ['active'], to: 'suspended', by: 'operator' },
    reopen: { from: ['suspended'], to: 'active', by: 'operator' },
    close: { from: ['active', 'suspended'], to: 'closed', by: 'operator' },
  },
  while: {},
})

export type AccountState = keyof typeof accountLifecycle.states
export type AccountMove = keyof typeof accountLifecycle.moves
