// What to do about the refusals of our own calls, under /v1.
import type { ownRefusals } from '../own.ts'
import { platformRemedies } from './platform.ts'
import type { Remedy } from './remedy.ts'

export const ownRemedies = {
  ...platformRemedies,

  109: {
    en: 'Check the id, and whose token it is: what another account has is not found either.',
    it: "Controllare l'id e di chi è il token: anche ciò che è di un altro account non si trova.",
  },
  114: {
    en: 'Use the account there is: `GET /v1/operator/accounts` finds it by its e-mail.',
    it: "Usare l'account esistente: `GET /v1/operator/accounts` lo trova dall'e-mail.",
  },
  115: {
    en: 'Read the resource again: its state has changed, or never allowed this.',
    it: 'Rileggere la risorsa: il suo stato è cambiato, o non lo ha mai permesso.',
  },
  116: {
    en: 'Get the file again from its source; the message says what could not be read.',
    it: 'Riprendere il file dalla fonte; il messaggio dice che cosa non era leggibile.',
  },
  140: {
    en: 'Take another item, or wait until the moment the message names.',
    it: "Prendere un'altra voce, o attendere il momento indicato nel messaggio.",
  },
  141: {
    en: 'Read the item again and decide on what it shows now.',
    it: 'Rileggere la voce e decidere su ciò che mostra ora.',
  },
  142: {
    en: 'Reviews take ACCEPTED, SENT_BACK and CALLED_OFF; tasks take DONE and FAILED.',
    it: 'Le verifiche accettano ACCEPTED, SENT_BACK e CALLED_OFF; i compiti DONE e FAILED.',
  },
  143: {
    en: 'Decide the later change of the same resource first.',
    it: 'Decidere prima la modifica successiva della stessa risorsa.',
  },
  144: {
    en: 'Leave the field out that the message names.',
    it: 'Togliere il campo indicato nel messaggio.',
  },
  145: {
    en: 'Check what the provider says: what was bought cannot become less.',
    it: 'Controllare che cosa dice il fornitore: ciò che è stato acquistato non può diminuire.',
  },
  148: {
    en: 'Nothing to do: only providers over the network can be paused.',
    it: 'Nulla da fare: si possono mettere in pausa solo i fornitori in rete.',
  },
  150: {
    en: 'Look at the reason. A damaged document or one with a password is sent back to the customer; the file itself can still be downloaded.',
    it: 'Guardare il motivo. Un documento danneggiato o protetto da password si rimanda al cliente; il file si può comunque scaricare.',
  },
  151: {
    en: 'Ask for the pages first: pages are counted from 1.',
    it: 'Chiedere prima le pagine: si contano da 1.',
  },
  152: {
    en: 'Ask again in a second.',
    it: 'Riprovare tra un secondo.',
  },
  158: {
    en: 'Change your own password with the present one; if you forgot it, somebody else resets it.',
    it: 'Cambiare la propria password con quella attuale; se è dimenticata, la reimposta qualcun altro.',
  },
  159: {
    en: 'Ask whoever sent it for a new link.',
    it: 'Chiedere un nuovo collegamento a chi lo ha mandato.',
  },
  160: {
    en: 'Send `next` of the page before exactly as it came, to the same list; or begin without a cursor.',
    it: "Rimandare `next` della pagina precedente com'era, allo stesso elenco; oppure ricominciare senza cursore.",
  },
  161: {
    en: 'Correct the line the message names and send the file again; rows already made are not made twice.',
    it: 'Correggere la riga indicata e inviare di nuovo il file; le righe già fatte non si ripetono.',
  },
  162: {
    en: 'Name the columns after the members of the call, each once.',
    it: 'Chiamare le colonne come i campi della chiamata, ognuna una volta.',
  },
  163: {
    en: 'Divide the rows into several files.',
    it: 'Dividere le righe in più file.',
  },
  164: {
    en: 'Wait until a file is finished (`GET /v1/bulk`), or cancel one.',
    it: 'Attendere che un file sia finito (`GET /v1/bulk`), o annullarne uno.',
  },
  166: {
    en: 'Start the sandbox with MAIL=on.',
    it: 'Avviare la sandbox con MAIL=on.',
  },
  167: {
    en: 'Activate or renew the mailbox first.',
    it: 'Attivare o rinnovare prima la casella.',
  },
  168: {
    en: 'Try again in a moment; the test gestore is being started again.',
    it: 'Riprovare tra poco: il gestore di prova si sta riavviando.',
  },
  170: {
    en: 'Debit at most what the message says is there.',
    it: 'Addebitare al massimo quanto indicato nel messaggio.',
  },
  171: {
    en: 'Reopen the account first, if it is suspended; a closed one stays closed.',
    it: "Riaprire prima l'account, se è sospeso; uno chiuso resta chiuso.",
  },
  172: {
    en: 'Wait until nothing is under way, or close with `force`.',
    it: 'Attendere che non ci sia nulla in corso, o chiudere con `force`.',
  },
  173: {
    en: 'Let another operator decide on it.',
    it: 'Farlo decidere a un altro operatore.',
  },
  174: {
    en: 'Nothing to do: it has been decided already.',
    it: 'Nulla da fare: è già stato deciso.',
  },
  175: {
    en: 'Correct the prices as the message says.',
    it: 'Correggere i prezzi come dice il messaggio.',
  },
  176: {
    en: 'Give a first day that is not past.',
    it: 'Indicare un primo giorno non passato.',
  },
  177: {
    en: 'Let somebody who joined earlier confirm it, or wait until then.',
    it: 'Far confermare a chi è arrivato prima, o attendere fino ad allora.',
  },
  178: {
    en: 'Close or revoke what the message names first, or tell the person why it has to stay (GDPR, art. 17.3).',
    it: 'Chiudere o revocare prima ciò che il messaggio nomina, o spiegare alla persona perché deve restare (GDPR, art. 17.3).',
  },
  179: {
    en: 'Take them one by one, with `id`.',
    it: 'Procedere uno per volta, con `id`.',
  },
  180: {
    en: 'Bring the resource to one of those states first: `GET /v1/sandbox/scenarios` lists the steps.',
    it: 'Portare prima la risorsa in uno di quegli stati: `GET /v1/sandbox/scenarios` elenca i passi.',
  },
  181: {
    en: 'Give the resource what the message names, then repeat.',
    it: 'Dare alla risorsa ciò che il messaggio indica, poi ripetere.',
  },
  182: {
    en: 'Wait until the provider has answered, then repeat.',
    it: 'Attendere la risposta del fornitore, poi ripetere.',
  },
  183: {
    en: 'Let the other account give the address or domain up, or take another snapshot.',
    it: "Far rilasciare indirizzo o dominio dall'altro account, o usare un'altra istantanea.",
  },
  184: {
    en: 'Reset an account that needs its own clock no more.',
    it: 'Azzerare un account che non ha più bisogno di un proprio orologio.',
  },
  190: {
    en: 'Give somebody else that role first.',
    it: 'Dare prima quel ruolo a qualcun altro.',
  },
  191: {
    en: 'Change the role of the one who is there, or use another e-mail.',
    it: "Cambiare il ruolo di chi c'è già, o usare un'altra e-mail.",
  },
  192: {
    en: 'Ask for a new invitation.',
    it: 'Chiedere un nuovo invito.',
  },
  193: {
    en: 'Ask for a new invitation.',
    it: 'Chiedere un nuovo invito.',
  },
  194: {
    en: 'Remove one that is not needed any more.',
    it: 'Rimuoverne uno che non serve più.',
  },
  195: {
    en: 'Sign in first, or send a token.',
    it: 'Accedere prima, o inviare un token.',
  },
  196: {
    en: 'Call it from the console, or use a token.',
    it: 'Chiamare dalla console, o usare un token.',
  },
  197: {
    en: 'Check e-mail, password and code, or ask for an invitation.',
    it: 'Controllare e-mail, password e codice, o chiedere un invito.',
  },
  198: {
    en: 'Wait for the seconds the message names.',
    it: 'Attendere i secondi indicati dal messaggio.',
  },
  199: {
    en: 'Choose another password, as the message says.',
    it: "Scegliere un'altra password, come dice il messaggio.",
  },
} as const satisfies Record<keyof typeof ownRefusals, Remedy>
