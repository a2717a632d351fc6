import { expect, it } from 'vitest'
import { mailboxLifecycle } from '../../../server/src/model/mailbox.lifecycle.ts'
import { mailboxMoods, mailboxStates } from './mailbox-states.ts'

const moodsOf: Record<string, readonly string[]> = {
  customer: ['yours', 'wrong'],
  provider: ['waiting'],
  nobody: ['good', 'over'],
}

it('there are words for every state of a mailbox, and the mood says whose turn it is', () => {
  const states = Object.entries(mailboxLifecycle.states)
  expect(Object.keys(mailboxStates.it).sort()).toEqual(states.map(([state]) => state).sort())
  for (const [state, { waitsFor }] of states)
    expect(moodsOf[waitsFor ?? 'nobody'], state).toContain(
      Object.entries(mailboxMoods).find(([name]) => name === state)?.[1],
    )
})
