// What to do about what any call may be refused with.
import type { platformRefusals } from '../platform.ts'
import type { Remedy } from './remedy.ts'

export const platformRemedies = {
  100: {
    en: 'Send one JSON object in UTF-8, or a form with its content type; no member twice.',
    it: 'Inviare un solo oggetto JSON in UTF-8, o un modulo con il suo tipo di contenuto; nessun membro due volte.',
  },
  101: {
    en: 'Check path and host: `/openapi.json` lists every call. Calls under `/v1/sandbox` exist in a sandbox alone.',
    it: 'Controllare percorso e host: `/openapi.json` elenca le chiamate. Quelle sotto `/v1/sandbox` esistono solo in sandbox.',
  },
  102: {
    en: 'Use a method named in the `Allow` header of this answer.',
    it: "Usare un metodo indicato nell'intestazione `Allow` di questa risposta.",
  },
  103: {
    en: 'Send less: smaller scans, or fewer documents at once. `MAX_DOCUMENT_MB` and `MAX_REQUEST_MB` are the limits.',
    it: 'Inviare meno: scansioni più piccole o meno documenti. I limiti sono `MAX_DOCUMENT_MB` e `MAX_REQUEST_MB`.',
  },
  104: {
    en: 'Our failure: repeat the call with the same `Idempotency-Key`; if it stays, tell the operator the `X-Request-Id`.',
    it: "Errore nostro: ripetere con la stessa `Idempotency-Key`; se resta, comunicare l'`X-Request-Id` al gestore.",
  },
  105: {
    en: 'Wait for the seconds of `Retry-After`, then repeat; `RateLimit` says how much is left.',
    it: 'Attendere i secondi di `Retry-After` e ripetere; `RateLimit` dice quanto resta.',
  },
  106: {
    en: 'Take a new `Idempotency-Key`: this one belongs to a request with another body or path.',
    it: 'Usare una nuova `Idempotency-Key`: questa appartiene a una richiesta con altro corpo o percorso.',
  },
  107: {
    en: 'Wait a moment and repeat with the same key: the first answer comes.',
    it: 'Attendere un momento e ripetere con la stessa chiave: si riceve la prima risposta.',
  },
  108: {
    en: 'Send one `Idempotency-Key` of 1 to 255 printable ASCII characters; a UUID will do.',
    it: 'Inviare una sola `Idempotency-Key` di 1-255 caratteri ASCII stampabili; va bene un UUID.',
  },
  110: {
    en: 'Correct the field the message names; the page of the call says what it takes.',
    it: 'Correggere il campo indicato nel messaggio; la pagina della chiamata dice che cosa accetta.',
  },
  111: {
    en: 'Repeat later, after `Retry-After` where it is there, with the same `Idempotency-Key`.',
    it: "Ripetere più tardi, dopo `Retry-After` se c'è, con la stessa `Idempotency-Key`.",
  },
  112: {
    en: 'Make the call with GET, from a program; keep tokens away from link checkers and prefetching browsers.',
    it: 'Chiamare con GET, da un programma; non dare token a verificatori di link o browser che precaricano.',
  },
  117: {
    en: 'Send HTTP/1.1 as RFC 9112 has it: something before the call itself could not be read.',
    it: 'Inviare HTTP/1.1 secondo la RFC 9112: qualcosa prima della chiamata stessa non era leggibile.',
  },
  118: {
    en: 'Send fewer or shorter headers, cookies included.',
    it: 'Inviare intestazioni meno numerose o più corte, cookie compresi.',
  },
  119: {
    en: 'Repeat the call on a faster connection: headers must arrive within 15 seconds and a body within its time.',
    it: 'Ripetere con una connessione più veloce: le intestazioni devono arrivare in 15 secondi, il corpo nel suo tempo.',
  },
  123: {
    en: 'Take a number this call can be refused with: see the scenarios of the sandbox.',
    it: 'Usare un numero con cui questa chiamata può essere rifiutata: vedere gli scenari della sandbox.',
  },
  125.22: {
    en: 'Send `Authorization: Bearer` with a token of this server that was neither revoked nor has expired; make one with `POST /tokens`.',
    it: 'Inviare `Authorization: Bearer` con un token di questo server, né revocato né scaduto; se ne crea uno con `POST /tokens`.',
  },
  126: {
    en: 'Make a token with the scope that the page of the call names, or ask for a role that may do this.',
    it: 'Creare un token con lo scope indicato nella pagina della chiamata, o chiedere un ruolo che lo permetta.',
  },
  127: {
    en: "Read the token's `limits` with `GET /tokens/{token}`: its requests, its amount or its addresses are used up or do not fit.",
    it: 'Leggere i `limits` con `GET /tokens/{token}`: richieste o importo esauriti, oppure indirizzo non ammesso.',
  },
  128: {
    en: 'Read the expiry again and decide anew: it was renewed meanwhile, and nothing was charged.',
    it: 'Rileggere la scadenza e decidere di nuovo: è già stata rinnovata, e nulla è stato addebitato.',
  },
} as const satisfies Record<keyof typeof platformRefusals, Remedy>
