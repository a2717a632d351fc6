// The table of contents of the documentation: every page, in the order in which it is read.

/** What a page is called in the navigation; without a title, by its own first heading. */
export interface Entry {
  file: string
  en?: string
  it?: string
}

/** Every page of a folder, its README first and the others by name, with their own headings as titles. */
export interface FolderEntry {
  folder: string
}

export interface Section {
  id: string
  en: string
  it: string
  entries: readonly (Entry | FolderEntry)[]
}

const page = (file: string, en: string, it: string): Entry => ({ file: `docs/${file}.md`, en, it })
const ofTheProject = (file: string, en: string, it: string): Entry => ({ file, en, it })

/** Where the pages of all calls stand, made from openapi.json, after the one that is written. */
export const apiSection = 'api'

/** A page with a twin under `docs/it` is in both languages; the others are in English. */
export const contents: readonly Section[] = [
  {
    id: 'start',
    en: 'Start here',
    it: 'Per cominciare',
    entries: [
      page('index', 'Welcome', 'Benvenuti'),
      page('quick-start', 'Quick start', 'Avvio rapido'),
      page('first-mailbox', 'Your first mailbox', 'La prima casella'),
      page('existing-clients', 'Coming from an existing client', 'Da un client esistente'),
      page(
        'existing-client-by-calls',
        'An existing client, call by call',
        'Un client esistente, chiamata per chiamata',
      ),
      page('callbacks', 'Callbacks', 'Callback'),
      page('sandbox', 'The sandbox', 'La sandbox'),
      page('mail', 'Mail that really moves', 'Posta che viaggia davvero'),
      page('reference/refusals', 'Refusals, and what to do', 'I rifiuti e che cosa fare'),
    ],
  },
  {
    id: 'lifecycles',
    en: 'Lifecycles',
    it: 'Cicli di vita',
    entries: [
      page('reference/lifecycles/mailbox', 'Mailbox', 'Casella'),
      page('reference/lifecycles/registry-request', 'Registry request', 'Richiesta al Registro Imprese'),
      page('reference/lifecycles/certified-domain', 'Certified domain', 'Dominio certificato'),
      page('reference/lifecycles/callback-delivery', 'Callback', 'Callback'),
      page('reference/lifecycles/account', 'Account', 'Account'),
    ],
  },
  {
    id: apiSection,
    en: 'API reference',
    it: 'Riferimento delle API',
    entries: [page('api', 'All calls', 'Tutte le chiamate')],
  },
  {
    id: 'operations',
    en: 'The 24 operations by example',
    it: 'Le 24 operazioni, con esempi',
    entries: [{ folder: 'docs/operations' }],
  },
  {
    id: 'integrators',
    en: 'For integrators',
    it: 'Per chi integra',
    entries: [
      page('for-integrators', 'Lists, events, quotes, bulk', 'Elenchi, eventi, preventivi, lotti'),
      page('platform-calls', 'Tokens, wallet, statistics', 'Token, portafoglio, statistiche'),
      page('mcp', 'For AI assistants', 'Per gli assistenti IA'),
      page('in-your-tests', 'In your tests', 'Nei propri test'),
      page('reference/scenarios', 'Scenarios of the sandbox', 'Scenari della sandbox'),
      page('sandbox-differences', 'What the sandbox does not do', 'Che cosa la sandbox non fa'),
      page('reference/strictness', 'Sandbox and production', 'Sandbox e produzione'),
      page('certified-messages', 'Certified messages', 'Messaggi di posta certificata'),
      page('own-domains', 'Domains of your own', 'Domini propri'),
      page('power-of-attorney', 'Power of attorney', 'Procura'),
      page('people', 'People and roles', 'Persone e ruoli'),
      page('reference/access', 'Who may make which call', 'Chi può fare quale chiamata'),
      page('reference/prices', 'Prices', 'Prezzi'),
    ],
  },
  {
    id: 'operating',
    en: 'Operating a server',
    it: 'Gestire un server',
    entries: [
      page('operating', 'Operating guide', 'Guida alla gestione'),
      page('reference/settings', 'Settings', 'Impostazioni'),
      page('postgresql', 'PostgreSQL', 'PostgreSQL'),
      page('scaling', 'Scaling', 'Quanto cresce'),
      page('backup', 'Backup and restore', 'Copie di sicurezza'),
      page('keys', 'Changing the encryption key', 'Cambiare la chiave di cifratura'),
      page('privacy', 'Personal data', 'Dati personali'),
      page('operators-accounts', 'Accounts, credit, prices', 'Account, credito, prezzi'),
      page('operators-queue', "The operator's queue", "La coda dell'operatore"),
      page('reference/decision-reasons', 'Reasons of a decision', 'Motivi di una decisione'),
      page('certified-domain-index', 'Index of certified domains', 'Indice dei domini certificati'),
      page('reference/jobs', 'Jobs', 'Lavori periodici'),
      page('reference/metrics', 'Metrics', 'Metriche'),
      page('data-sources', 'Data sources', 'Fonti dei dati'),
    ],
  },
  {
    id: 'providers',
    en: 'Providers and connectors',
    it: 'Fornitori e connettori',
    entries: [
      page('providers', 'Providers', 'Fornitori'),
      page('connectors', 'Connectors', 'Connettori'),
      page('reference/providers', 'What each can do', 'Che cosa sa fare ciascuno'),
    ],
  },
  {
    id: 'contract',
    en: 'The contract',
    it: 'Il contratto',
    entries: [
      page('contract', 'The published contract', 'Il contratto pubblicato'),
      page('divergences', 'Where we differ', 'Dove ci discostiamo'),
      page('reference/operations', 'All calls in one list', 'Tutte le chiamate in un elenco'),
      page('glossary', 'Glossary', 'Glossario'),
    ],
  },
  {
    id: 'project',
    en: 'The project',
    it: 'Il progetto',
    entries: [
      ofTheProject('CHANGELOG.md', 'Changelog', 'Novità'),
      ofTheProject('SECURITY.md', 'Security', 'Sicurezza'),
      page('security/asvs-5.0', 'ASVS 5.0', 'ASVS 5.0'),
      page('security/acn-baseline', 'ACN baseline measures', 'Misure di base ACN'),
      ofTheProject('ARCHITECTURE.md', 'Architecture', 'Architettura'),
      ofTheProject('CONTRIBUTING.md', 'Contributing', 'Contribuire'),
      page('adding-an-operation', 'Adding a call', 'Aggiungere una chiamata'),
      page('adding-a-resource', 'Adding a resource', 'Aggiungere una risorsa'),
      page('adding-a-state', 'Adding a state', 'Aggiungere uno stato'),
      page('adding-a-job', 'Adding a job', 'Aggiungere un lavoro periodico'),
      page('adding-a-provider', 'Adding a provider', 'Aggiungere un fornitore'),
      page('visual-language', 'Visual language', 'Linguaggio visivo'),
      page('bench', 'Benchmarks', 'Misure'),
    ],
  },
  { id: 'decisions', en: 'Decisions', it: 'Decisioni', entries: [{ folder: 'docs/decisions' }] },
]
