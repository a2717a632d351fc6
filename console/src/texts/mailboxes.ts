import { defineTexts } from './define.ts'

/** The list of mailboxes, and the page of one. */
export const mailboxTexts = defineTexts(
  {
    title: 'Caselle PEC',
    address: 'Casella',
    kind: 'Tipo',
    state: 'Stato',
    expiry: 'Scadenza',
    registered: 'Registrata',
    register: 'Registra una casella',
    none: 'Non ci sono ancora caselle. La prima si registra in pochi minuti.',
  },
  {
    title: 'Mailboxes',
    address: 'Mailbox',
    kind: 'Kind',
    state: 'State',
    expiry: 'Expiry',
    registered: 'Registered',
    register: 'Register a mailbox',
    none: 'There are no mailboxes yet. The first is registered in a few minutes.',
  },
)
