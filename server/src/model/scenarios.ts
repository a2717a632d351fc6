// What a sandbox lets providers, name servers, the register and the clock do to a resource at one call. How each is brought
// about is in server/src/scenarios/.
import type { CertifiedDomainState } from './certified-domain.lifecycle.ts'
import type { MailboxState } from './mailbox.lifecycle.ts'
import type { RegistryRequestState } from './registry-request.lifecycle.ts'
import type { ResourceKind } from './resource-kind.ts'

/** The same in both languages. */
interface Said {
  readonly en: string
  readonly it: string
}

/** One scenario: what happens, from which states, and the state after it; without one the state stays. */
export interface Scenario<State extends string = string> {
  /** In few words, and after a semicolon what follows from it. */
  readonly does: Said
  readonly from: readonly State[]
  readonly to?: State
  /** What the resource must have beside its state. */
  readonly needs?: Said
  /** Whether the call may say why, to be told to the customer. */
  readonly takesReasons?: true
}

const notActive = ['registrata', 'in_evasione', 'documenti_errati'] as const

export const mailboxScenarios = {
  activated: {
    does: {
      en: 'the provider activates it; documents that were not handed in count as having reached the provider',
      it: 'il gestore attiva la casella; i documenti non consegnati valgono come arrivati al gestore',
    },
    from: notActive,
    to: 'evasa',
  },
  'documents-sent-back': {
    does: {
      en: 'the provider sends the documents back, for the reasons given',
      it: 'il gestore respinge i documenti, per i motivi indicati',
    },
    from: notActive,
    to: 'documenti_errati',
    takesReasons: true,
  },
  'cancelled-by-provider': {
    does: {
      en: 'the provider calls the registration off; refunded',
      it: 'il gestore annulla la registrazione; rimborsata',
    },
    from: notActive,
    to: 'registrazione_annullata',
    takesReasons: true,
  },
  'address-taken': {
    does: {
      en: "the provider finds that the address is somebody else's; refunded, and the address stays taken until the account is reset",
      it: 'il gestore trova che l’indirizzo è di qualcun altro; rimborsata, e l’indirizzo resta occupato finché l’account non viene azzerato',
    },
    from: notActive,
    to: 'registrazione_annullata',
  },
  'registration-abandoned': {
    does: { en: 'the time for documents is over; refunded', it: 'il tempo per i documenti è finito; rimborsata' },
    from: ['registrata', 'documenti_errati'],
    to: 'registrazione_annullata',
  },
  'decision-delayed': {
    does: { en: 'the provider takes a day longer to decide', it: 'il gestore impiega un giorno in più per decidere' },
    from: ['in_evasione'],
  },
  'about-to-expire': {
    does: {
      en: 'it expires in seven days; the reminder of that day is sent',
      it: 'scade tra sette giorni; parte il promemoria di quel giorno',
    },
    from: ['evasa'],
  },
  'expiry-extended': {
    does: {
      en: 'the provider names an expiry a year later; nothing is charged',
      it: 'il gestore sposta la scadenza di un anno; senza addebito',
    },
    from: ['evasa'],
  },
  'renewed-automatically': {
    does: {
      en: 'it expires in a day and is renewed from the wallet',
      it: 'scade tra un giorno e si rinnova dal portafoglio',
    },
    from: ['evasa'],
    to: 'evasa',
    needs: { en: 'autorinnovo and the credit for a year', it: 'autorinnovo e il credito per un anno' },
  },
  'renewal-without-credit': {
    does: {
      en: 'its renewal is put off as if there were no credit; it expires in a day, and is tried again then',
      it: 'il rinnovo automatico non trova credito; scade tra un giorno, e alla scadenza si riprova',
    },
    from: ['evasa'],
    needs: { en: 'autorinnovo', it: 'autorinnovo' },
  },
  'renewal-refused': {
    does: {
      en: 'the provider refuses its renewal; it expires in a day, and is tried again then',
      it: 'il gestore rifiuta il rinnovo automatico; scade tra un giorno, e alla scadenza si riprova',
    },
    from: ['evasa'],
    needs: { en: 'autorinnovo', it: 'autorinnovo' },
  },
  expired: {
    does: { en: 'it expires now; a renewal brings it back', it: 'scade adesso; un rinnovo la riporta in funzione' },
    from: ['evasa'],
    to: 'revocata',
    needs: {
      en: 'no autorinnovo, or too little credit: it would be renewed',
      it: 'nessun autorinnovo, o troppo poco credito: altrimenti si rinnoverebbe',
    },
  },
  'closed-after-grace': {
    does: {
      en: 'it expired so long ago that it can no longer be renewed',
      it: 'è scaduta da così tanto che non si può più rinnovare',
    },
    from: ['evasa', 'revocata'],
    to: 'chiusa',
  },
  'revoked-by-provider': {
    does: {
      en: 'the provider switches it off; a renewal brings it back',
      it: 'il gestore spegne la casella; un rinnovo la riporta in funzione',
    },
    from: ['evasa'],
    to: 'revocata',
  },
  'working-again': {
    does: {
      en: 'the provider switches it on again; nothing is charged',
      it: 'il gestore riaccende la casella; senza addebito',
    },
    from: ['revocata'],
    to: 'evasa',
    needs: {
      en: 'an expiry ahead, and a working domain where the domain is your own',
      it: 'una scadenza futura, e un dominio funzionante se il dominio è vostro',
    },
  },
  'spaces-changed': {
    does: {
      en: 'the provider enlarges spazio_disco by 1024 MiB; nothing is charged',
      it: 'il gestore aumenta spazio_disco di 1024 MiB; senza addebito',
    },
    from: ['evasa'],
  },
} as const satisfies Readonly<Record<string, Scenario<MailboxState>>>

export const domainScenarios = {
  'order-accepted': {
    does: {
      en: 'the provider takes the order; stato_fornitore OK',
      it: 'il gestore accetta l’ordine; stato_fornitore OK',
    },
    from: ['registrato'],
  },
  'order-refused': {
    does: {
      en: 'the provider refuses the order; stato_fornitore KO, refunded, its mailboxes with it',
      it: 'il gestore rifiuta l’ordine; stato_fornitore KO, rimborsato con le sue caselle',
    },
    from: ['registrato'],
    to: 'revocato',
    takesReasons: true,
  },
  configured: {
    does: {
      en: 'the provider has set it up; stato_fornitore and config OK',
      it: 'il gestore ha configurato il dominio; stato_fornitore e config OK',
    },
    from: ['registrato'],
  },
  certified: {
    does: {
      en: 'it is certified; all four flags OK, also of one that was suspended',
      it: 'il dominio è certificato; tutti e quattro gli stati OK, anche dopo una sospensione',
    },
    from: ['registrato', 'evaso'],
    to: 'evaso',
    needs: { en: 'to be in set-up, or suspended', it: 'essere in preparazione, o sospeso' },
  },
  'dns-broken': {
    does: {
      en: 'its DNS records are found wrong; dns KO, and once it works, the seven days to mend them begin',
      it: 'i record DNS risultano errati; dns KO, e per un dominio attivo partono i sette giorni per correggerli',
    },
    from: ['registrato', 'evaso'],
  },
  'dns-mended': {
    does: { en: 'its DNS records are found right; dns OK', it: 'i record DNS risultano corretti; dns OK' },
    from: ['registrato', 'evaso'],
  },
  suspended: {
    does: {
      en: 'its DNS records have been wrong for more than seven days; dns and certif KO',
      it: 'i record DNS sono errati da oltre sette giorni; dns e certif KO',
    },
    from: ['evaso'],
    needs: { en: 'not to be suspended yet', it: 'non essere già sospeso' },
  },
  'decision-delayed': {
    does: { en: 'the provider takes a day longer', it: 'il gestore impiega un giorno in più' },
    from: ['registrato'],
  },
  'about-to-expire': {
    does: {
      en: 'it expires in seven days; the reminder of that day is sent',
      it: 'scade tra sette giorni; parte il promemoria di quel giorno',
    },
    from: ['registrato', 'evaso'],
  },
  'expiry-extended': {
    does: {
      en: 'the provider names an expiry a year later; nothing is charged',
      it: 'il gestore sposta la scadenza di un anno; senza addebito',
    },
    from: ['registrato', 'evaso'],
  },
  expired: {
    does: { en: 'it expires now, with every mailbox under it', it: 'scade adesso, con tutte le sue caselle' },
    from: ['registrato', 'evaso'],
    to: 'revocato',
  },
  'revoked-by-provider': {
    does: {
      en: 'the provider switches it off, with every mailbox under it',
      it: 'il gestore lo disattiva, con tutte le sue caselle',
    },
    from: ['registrato', 'evaso'],
    to: 'revocato',
  },
} as const satisfies Readonly<Record<string, Scenario<CertifiedDomainState>>>

const withoutOutcome = ['codice_in_richiesta', 'in_attesa_di_documenti', 'documenti_caricati'] as const

export const requestScenarios = {
  'code-obtained': {
    does: {
      en: 'the filing is open and has its code; the power of attorney can be signed',
      it: 'la pratica è aperta e ha il suo codice; la procura si può firmare',
    },
    from: ['codice_in_richiesta'],
    to: 'in_attesa_di_documenti',
  },
  'documents-sent-back': {
    does: {
      en: 'the documents come back, for the reasons given; documents that were not handed in count as having been',
      it: 'i documenti vengono respinti, per i motivi indicati; quelli non consegnati valgono come consegnati',
    },
    from: withoutOutcome,
    to: 'in_attesa_di_documenti',
    takesReasons: true,
  },
  'signature-refused': {
    does: {
      en: 'the documents come back; the signature is not valid',
      it: 'i documenti vengono respinti; la firma non è valida',
    },
    from: withoutOutcome,
    to: 'in_attesa_di_documenti',
  },
  'refused-by-register': {
    does: {
      en: 'the register refuses the communication for good; the contract has no state for it, so the documents come back',
      it: 'il Registro rifiuta la comunicazione in modo definitivo; il contratto non ha uno stato per questo, e i documenti vengono respinti',
    },
    from: withoutOutcome,
    to: 'in_attesa_di_documenti',
  },
  communicated: {
    does: {
      en: 'the register knows the address; documents that were not handed in count as having been',
      it: 'il Registro conosce l’indirizzo; i documenti non consegnati valgono come consegnati',
    },
    from: withoutOutcome,
    to: 'comunicazione_evasa',
  },
  'decision-delayed': {
    does: { en: 'provider or register take a day longer', it: 'gestore o Registro impiegano un giorno in più' },
    from: ['codice_in_richiesta', 'documenti_caricati'],
  },
} as const satisfies Readonly<Record<string, Scenario<RegistryRequestState>>>

export type MailboxScenario = keyof typeof mailboxScenarios
export type DomainScenario = keyof typeof domainScenarios
export type RequestScenario = keyof typeof requestScenarios

/** The scenarios of each kind of resource, by name. */
export const scenarios = {
  mailbox: mailboxScenarios,
  'certified-domain': domainScenarios,
  'registry-request': requestScenarios,
} as const satisfies Readonly<Record<ResourceKind, Readonly<Record<string, Scenario>>>>

/** Any scenario's row; undefined for a name the kind does not have. */
export function scenarioOf(kind: ResourceKind, name: string): Scenario | undefined {
  const rows: Readonly<Record<string, Scenario>> = scenarios[kind]
  return Object.hasOwn(rows, name) ? rows[name] : undefined
}
