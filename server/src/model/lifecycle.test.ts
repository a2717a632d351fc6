import { describe, expect, it } from 'vitest'
import { accountLifecycle } from './account.lifecycle.ts'
import { callbackDeliveryLifecycle } from './callback-delivery.lifecycle.ts'
import { certifiedDomainLifecycle } from './certified-domain.lifecycle.ts'
import { allows, lifecycle, statesFor } from './lifecycle.ts'
import type { Lifecycle } from './lifecycle.ts'
import { mailboxLifecycle } from './mailbox.lifecycle.ts'
import { providerOperationLifecycle } from './provider-operation.lifecycle.ts'
import { registryRequestLifecycle } from './registry-request.lifecycle.ts'
import { taskLifecycle } from './task.lifecycle.ts'

// Duplicated on purpose, as sentences: state, move, state.
const arrows = {
  mailbox: [
    'registrata submitDocuments in_evasione',
    'registrata cancel registrazione_annullata',
    'registrata abandon registrazione_annullata',
    'in_evasione accept evasa',
    'in_evasione sendBack documenti_errati',
    'documenti_errati submitDocuments in_evasione',
    'documenti_errati cancel registrazione_annullata',
    'documenti_errati abandon registrazione_annullata',
    'evasa revoke revocata',
    'evasa revokeWithDomain revocata',
    'evasa renew evasa',
    'evasa renewAutomatically evasa',
    'evasa expire revocata',
    'revocata renew evasa',
    'revocata renewAutomatically evasa',
    'revocata close chiusa',
    'evasa undoReactivation revocata',
    'revocata undoRevocation evasa',
  ],
  'certified-domain': [
    'registrato certify evaso',
    'registrato rejectOrder revocato',
    'registrato revoke revocato',
    'registrato expire revocato',
    'evaso revoke revocato',
    'evaso renew evaso',
    'evaso expire revocato',
    'revocato renew evaso',
    'evaso undoReactivation revocato',
    'revocato undoRevocation evaso',
    'revocato undoRevocationInSetup registrato',
  ],
  'registry-request': [
    'codice_in_richiesta askForDocuments in_attesa_di_documenti',
    'in_attesa_di_documenti submitDocuments documenti_caricati',
    'documenti_caricati sendBack in_attesa_di_documenti',
    'documenti_caricati accept comunicazione_evasa',
  ],
  'callback-delivery': ['due deliver delivered', 'due retry due', 'due giveUp given_up'],
  'provider-operation': ['pending complete done', 'pending undo undone'],
  task: ['open confirm done', 'open fail failed'],
  account: ['active suspend suspended', 'suspended reopen active', 'active close closed', 'suspended close closed'],
}

function arrowsOf<State extends string, Move extends string, Activity extends string>(
  machine: Lifecycle<State, Move, Activity>,
): string[] {
  const found: string[] = []
  for (const state in machine.states) {
    for (const move in machine.moves) {
      if (allows(machine, state, move)) found.push(`${state} ${move} ${machine.moves[move].to}`)
    }
  }
  return found
}

function reachable(initial: string, all: readonly string[]): Set<string> {
  const seen = new Set([initial])
  for (const state of seen) {
    for (const [from, , to] of all.map((arrow) => arrow.split(' ')))
      if (from === state && to !== undefined) seen.add(to)
  }
  return seen
}

function describeMachine<State extends string, Move extends string, Activity extends string>(
  machine: Lifecycle<State, Move, Activity>,
  expected: readonly string[],
): void {
  describe(`the lifecycle of a ${machine.name}`, () => {
    it('allows these moves in these states and no other of all pairs', () => {
      expect(arrowsOf(machine).sort()).toEqual([...expected].sort())
    })

    it('reaches every state from the first', () => {
      expect([...reachable(machine.initial, arrowsOf(machine))].sort()).toEqual(Object.keys(machine.states).sort())
    })

    it('calls final exactly the states without an exit', () => {
      for (const state in machine.states) {
        const exits = arrowsOf(machine).filter((arrow) => arrow.startsWith(`${state} `))
        expect(machine.states[state].final === true, state).toBe(exits.length === 0)
      }
    })

    it('lets nobody wait in a final state, and names known states for every activity', () => {
      for (const state in machine.states)
        if (machine.states[state].final) expect(machine.states[state].waitsFor).toBe('nobody')
      for (const activity in machine.while) {
        const unknown = statesFor(machine, activity).filter((state) => !Object.hasOwn(machine.states, state))
        expect(unknown).toEqual([])
        expect(statesFor(machine, activity)).not.toHaveLength(0)
      }
    })
  })
}

describeMachine(mailboxLifecycle, arrows.mailbox)
describeMachine(certifiedDomainLifecycle, arrows['certified-domain'])
describeMachine(registryRequestLifecycle, arrows['registry-request'])
describeMachine(callbackDeliveryLifecycle, arrows['callback-delivery'])
describeMachine(providerOperationLifecycle, arrows['provider-operation'])
describeMachine(taskLifecycle, arrows.task)

describe('lifecycle()', () => {
  const open = { means: 'open', waitsFor: 'customer' } as const
  const shut = { means: 'shut', waitsFor: 'nobody', final: true } as const

  it('refuses a table that contradicts itself', () => {
    const base = { initial: 'open', while: {} } as const
    expect(() => lifecycle('door', { ...base, states: { open }, moves: {} })).toThrow('open has no exit')
    expect(() =>
      lifecycle('door', {
        ...base,
        states: { open: shut, shut },
        moves: { shut: { from: ['open'], to: 'shut', by: 'clock' } },
      }),
    ).toThrow('final state open')
    expect(() =>
      lifecycle('door', {
        ...base,
        states: { open, shut, lost: shut },
        moves: { shut: { from: ['open'], to: 'shut', by: 'clock' } },
      }),
    ).toThrow('nothing leads to state lost')
  })

  it('answers for moves and activities alike', () => {
    expect(statesFor(mailboxLifecycle, 'submitDocuments')).toEqual(['registrata', 'documenti_errati'])
    expect(statesFor(mailboxLifecycle, 'resize')).toEqual(['evasa'])
    expect(allows(mailboxLifecycle, 'revocata', 'resize')).toBe(false)
    // @ts-expect-error no such move
    expect(statesFor(mailboxLifecycle, 'vanish')).toEqual([])
  })
})
describeMachine(accountLifecycle, arrows.account)
