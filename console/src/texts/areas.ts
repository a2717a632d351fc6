import { defineTexts } from './define.ts'

/** The entries of the two menus. */
export const areas = defineTexts(
  {
    mailboxes: 'Caselle PEC',
    domains: 'Domini',
    requests: 'Registro imprese',
    wallet: 'Portafoglio',
    expiries: 'Scadenze',
    integration: 'Integrazione',
    people: 'Persone',
    sandbox: 'Sandbox',
    queue: 'Coda',
    providers: 'Gestori',
    accounts: 'Account',
    graceDomains: 'Domini in attesa',
    sources: 'Indice e firme',
    operators: 'Operatori',
    audit: 'Registro attività',
  },
  {
    mailboxes: 'Mailboxes',
    domains: 'Domains',
    requests: 'Business Register',
    wallet: 'Wallet',
    expiries: 'Expiries',
    integration: 'Integration',
    people: 'People',
    sandbox: 'Sandbox',
    queue: 'Queue',
    providers: 'Providers',
    accounts: 'Accounts',
    graceDomains: 'Domains in grace',
    sources: 'Index and trust',
    operators: 'Operators',
    audit: 'Audit',
  },
)
