import { lifecycle } from './lifecycle.ts'

/** One operation requested of a remote provider, from the hold of its price to its end. */
export const providerOperationLifecycle = lifecycle('provider-operation', {
  initial: 'pending',
  states: {
    pending: { means: 'asked, or about to be; nobody knows yet what became of it', waitsFor: 'provider' },
    done: { means: 'the provider did it; paid and applied', waitsFor: 'nobody', final: true },
    undone: { means: 'the provider did not, and never will; its price was released', waitsFor: 'nobody', final: true },
  },
  moves: {
    complete: { from: ['pending'], to: 'done', by: 'provider' },
    undo: { from: ['pending'], to: 'undone', by: 'provider' },
  },
  while: {},
})

export type ProviderOperationState = keyof typeof providerOperationLifecycle.states
export type ProviderOperationMove = keyof typeof providerOperationLifecycle.moves
