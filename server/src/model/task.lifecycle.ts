import { lifecycle } from './lifecycle.ts'

/** Something people do at a provider, from the change that caused it to its end. */
export const taskLifecycle = lifecycle('task', {
  initial: 'open',
  states: {
    open: { means: 'the customer was answered; nobody has done it at the provider yet', waitsFor: 'operator' },
    done: { means: 'done at the provider', waitsFor: 'nobody', final: true },
    failed: { means: 'it could not be done; undone here and refunded', waitsFor: 'nobody', final: true },
  },
  moves: {
    confirm: { from: ['open'], to: 'done', by: 'operator' },
    fail: { from: ['open'], to: 'failed', by: 'operator' },
  },
  while: {},
})

export type TaskMove = keyof typeof taskLifecycle.moves
