import { defineTexts } from './define.ts'

/** What people may be, in an account and in the back office. */
export const roleTexts = defineTexts(
  {
    owner: 'Titolare',
    developer: 'Sviluppatore',
    accountant: 'Amministrazione',
    'read-only': 'Sola lettura',
    administrator: 'Amministratore',
    reviewer: 'Revisore',
    finance: 'Contabilità',
  },
  {
    owner: 'Owner',
    developer: 'Developer',
    accountant: 'Accountant',
    'read-only': 'Read-only',
    administrator: 'Administrator',
    reviewer: 'Reviewer',
    finance: 'Finance',
  },
)

/** What each role of an account allows. */
export const roleNotes = defineTexts(
  {
    owner: 'Può fare tutto: ordini, credito, integrazione, persone e token.',
    developer: 'Ordina e modifica, vede il credito, segue consegne, richieste e sandbox. Non gestisce le persone.',
    accountant: 'Vede caselle, credito, prezzi e movimenti. Non ordina e non modifica nulla.',
    'read-only': 'Vede caselle, domini e richieste. Non vede il credito e non modifica nulla.',
  },
  {
    owner: 'May do everything: orders, credit, integration, people and tokens.',
    developer: 'Orders and changes, sees credit, follows deliveries, requests and the sandbox. Does not manage people.',
    accountant: 'Sees mailboxes, credit, prices and movements. Orders and changes nothing.',
    'read-only': 'Sees mailboxes, domains and requests. Sees no credit and changes nothing.',
  },
)
