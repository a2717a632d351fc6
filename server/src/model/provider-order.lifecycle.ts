import { lifecycle } from './lifecycle.ts'

// Decision 0010: an order is noted before a provider is asked, and ends exactly once.
export const providerOrderLifecycle = lifecycle('provider-order', {
  initial: 'open',
  states: {
    open: { means: 'asked or about to be asked; money held', waitsFor: 'provider' },
    done: { means: 'the provider did it; money captured', waitsFor: 'nobody', final: true },
    undone: { means: 'the provider did not do it; money released', waitsFor: 'nobody', final: true },
  },
  moves: {
    complete: { from: ['open'], to: 'done', by: 'provider' },
    undo: { from: ['open'], to: 'undone', by: 'provider' },
  },
  while: {},
})

/** The states of an order at a provider. */
export type ProviderOrderState = keyof typeof providerOrderLifecycle.states

/** The moves of an order at a provider. */
export type ProviderOrderMove = keyof typeof providerOrderLifecycle.moves
