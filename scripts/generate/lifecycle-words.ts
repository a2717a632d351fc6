// What the pages of the lifecycles say in Italian; in English it stands in the lifecycles themselves.
import type { accountLifecycle } from '../../server/src/model/account.lifecycle.ts'
import type { callbackDeliveryLifecycle } from '../../server/src/model/callback-delivery.lifecycle.ts'
import type { certifiedDomainLifecycle } from '../../server/src/model/certified-domain.lifecycle.ts'
import type { Mover } from '../../server/src/model/lifecycle.ts'
import type { mailboxLifecycle } from '../../server/src/model/mailbox.lifecycle.ts'
import type { registryRequestLifecycle } from '../../server/src/model/registry-request.lifecycle.ts'

interface ItalianWords<States extends string> {
  title: string
  means: Readonly<Record<States, string>>
}

/** What each state means, by lifecycle. */
export const italianLifecycles = {
  mailbox: {
    title: 'Ciclo di vita: casella',
    means: {
      registrata: 'richiesta e pagata; il modulo non è ancora firmato',
      in_evasione: 'i documenti sono presso il fornitore',
      documenti_errati: 'il fornitore ha rimandato indietro i documenti',
      evasa: 'casella funzionante',
      revocata: 'disattivata o scaduta; un rinnovo la riattiva',
      chiusa: 'abbandonata, 90 giorni dopo la scadenza',
      registrazione_annullata: 'mai attivata',
    },
  } satisfies ItalianWords<keyof typeof mailboxLifecycle.states>,
  'registry-request': {
    title: 'Ciclo di vita: richiesta al Registro Imprese',
    means: {
      codice_in_richiesta: 'richiesta e pagata; il codice del Registro è in arrivo',
      in_attesa_di_documenti: 'la procura è da firmare e consegnare',
      documenti_caricati: 'i documenti firmati sono presso il fornitore',
      comunicazione_evasa: 'il Registro ha ricevuto la comunicazione',
    },
  } satisfies ItalianWords<keyof typeof registryRequestLifecycle.states>,
  'certified-domain': {
    title: 'Ciclo di vita: dominio certificato',
    means: {
      registrato: 'richiesto e pagato; ordine, DNS, configurazione o certificazione non ancora fatti',
      evaso: 'certificato; le sue caselle funzionano',
      revocato: 'disattivato con le sue caselle; un rinnovo lo riattiva',
    },
  } satisfies ItalianWords<keyof typeof certifiedDomainLifecycle.states>,
  'callback-delivery': {
    title: 'Ciclo di vita: callback',
    means: {
      due: 'da inviare, ora o al prossimo tentativo',
      delivered: 'il destinatario l’ha ricevuta',
      given_up: 'ogni tentativo è fallito, o il destinatario non ne vuole più',
    },
  } satisfies ItalianWords<keyof typeof callbackDeliveryLifecycle.states>,
  account: {
    title: 'Ciclo di vita: account',
    means: {
      active: 'i suoi token e le sue chiavi aprono ciò per cui sono fatti',
      suspended:
        'i suoi token e le sue chiavi non aprono nulla e il portafoglio non paga nulla di nuovo; le caselle funzionano fino alla scadenza',
      closed:
        'i suoi token e le sue chiavi sono finiti e il credito è stato restituito; i dati restano finché lo chiede la legge',
    },
  } satisfies ItalianWords<keyof typeof accountLifecycle.states>,
} as const

export type LifecycleName = keyof typeof italianLifecycles

/** Who makes a move, or is waited for. */
export const italianMovers: Readonly<Record<Mover | 'nobody', string>> = {
  customer: 'cliente',
  provider: 'fornitore',
  clock: 'orologio',
  operator: 'operatore',
  nobody: 'nessuno',
}
