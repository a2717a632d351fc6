import { lifecycle } from './lifecycle.ts'

// Contract 5.4. A failed attempt is a row of its own and leaves the delivery due.
export const callbackDeliveryLifecycle = lifecycle('callback-delivery', {
  initial: 'due',
  states: {
    due: { means: 'to be sent, now or at the next attempt', waitsFor: 'clock' },
    delivered: { means: 'the receiver took it', waitsFor: 'nobody', final: true },
    given_up: { means: 'every attempt failed, or the receiver wants no more', waitsFor: 'nobody', final: true },
  },
  moves: {
    deliver: { from: ['due'], to: 'delivered', by: 'clock' },
    retry: { from: ['due'], to: 'due', by: 'clock' },
    giveUp: { from: ['due'], to: 'given_up', by: 'clock' },
  },
  while: {},
})
