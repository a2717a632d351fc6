import { lifecycle } from './lifecycle.ts'

// Contract 3.1. "Evaded", "processed" and "active" in the contract's texts all mean evasa.
export const mailboxLifecycle = lifecycle('mailbox', {
  initial: 'registrata',
  states: {
    registrata: { means: 'asked for and paid; form not signed yet', waitsFor: 'customer' },
    in_evasione: { means: 'documents are with the provider', waitsFor: 'provider' },
    documenti_errati: { means: 'provider sent the documents back', waitsFor: 'customer' },
    evasa: { means: 'working mailbox', waitsFor: 'nobody' },
    revocata: { means: 'switched off or expired; a renewal brings it back', waitsFor: 'nobody' },
    chiusa: { means: 'given up, 90 days after its expiry', waitsFor: 'nobody', final: true },
    registrazione_annullata: { means: 'never activated', waitsFor: 'nobody', final: true },
  },
  moves: {
    submitDocuments: { from: ['registrata', 'documenti_errati'], to: 'in_evasione', by: 'customer' },
    accept: { from: ['in_evasione'], to: 'evasa', by: 'provider' },
    sendBack: { from: ['in_evasione'], to: 'documenti_errati', by: 'provider' },
    cancel: { from: ['registrata', 'documenti_errati'], to: 'registrazione_annullata', by: 'provider' },
    abandon: { from: ['registrata', 'documenti_errati'], to: 'registrazione_annullata', by: 'clock' },
    revoke: { from: ['evasa'], to: 'revocata', by: 'customer' },
    revokeWithDomain: { from: ['evasa'], to: 'revocata', by: 'customer' },
    renew: { from: ['evasa', 'revocata'], to: 'evasa', by: 'customer' },
    renewAutomatically: { from: ['evasa', 'revocata'], to: 'evasa', by: 'clock' },
    expire: { from: ['evasa'], to: 'revocata', by: 'clock' },
    close: { from: ['revocata'], to: 'chiusa', by: 'clock' },
    // The provider never did what was ordered of it (docs/operators-queue.md).
    undoReactivation: { from: ['evasa'], to: 'revocata', by: 'operator' },
    undoRevocation: { from: ['revocata'], to: 'evasa', by: 'operator' },
  },
  while: {
    resize: ['evasa'],
    upgrade: ['evasa'],
    preserve: ['evasa'],
    addUser: ['evasa'],
    undoChange: ['evasa', 'revocata'],
    // What the provider said with it (docs/operators-queue.md).
    confirmChange: ['evasa', 'revocata'],
    // Its provider says otherwise than we had it: another expiry, other spaces.
    noteFacts: ['evasa', 'revocata'],
  },
})

/** The values of `stato` of a mailbox. */
export type MailboxState = keyof typeof mailboxLifecycle.states

/** The moves of a mailbox. */
export type MailboxMove = keyof typeof mailboxLifecycle.moves

/** Activities that require a state of the mailbox without changing it. */
export type MailboxActivity = keyof typeof mailboxLifecycle.while
