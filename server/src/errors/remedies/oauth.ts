// What to do about the refusals of the platform calls.
import type { oauthRefusals } from '../oauth.ts'
import { platformRemedies } from './platform.ts'
import type { Remedy } from './remedy.ts'

const unknownToken: Remedy = {
  en: 'Check the token or its id: `GET /tokens` lists those of the account.',
  it: "Controllare il token o il suo id: `GET /tokens` elenca quelli dell'account.",
}
const keyWanted: Remedy = {
  en: "Send HTTP Basic with the account's e-mail and API key.",
  it: "Inviare HTTP Basic con e-mail e chiave API dell'account.",
}
const knownScopes: Remedy = {
  en: 'Take scopes that `GET /scopes` lists, such as `GET:pec.openapi.it/pec`; mind the host of this server.',
  it: "Usare scope elencati da `GET /scopes`, come `GET:pec.openapi.it/pec`; attenzione all'host di questo server.",
}
const again: Remedy = {
  en: 'Read the token again, then repeat the change.',
  it: 'Rileggere il token, poi ripetere la modifica.',
}
const parameters: Remedy = {
  en: 'Correct the query: the page of the call says what it takes.',
  it: 'Correggere i parametri: la pagina della chiamata dice che cosa accetta.',
}

export const oauthRemedies = {
  ...platformRemedies,

  10: {
    en: 'Take an id that `GET /scopes` lists.',
    it: 'Usare un id elencato da `GET /scopes`.',
  },
  60: {
    en: 'Put the token or its id into the path, as it was answered.',
    it: 'Mettere nel percorso il token o il suo id, come è stato ricevuto.',
  },
  70: {
    en: 'Send `scopes`, a list of texts.',
    it: 'Inviare `scopes`, un elenco di testi.',
  },
  80: {
    en: 'Write each scope as `METHOD:host/segment`; `*` stands for any part.',
    it: 'Scrivere ogni scope come `METODO:host/segmento`; `*` sta per qualsiasi parte.',
  },
  90: knownScopes,
  100: {
    en: 'Send one JSON object with the members of the call.',
    it: 'Inviare un solo oggetto JSON con i campi della chiamata.',
  },
  110: knownScopes,
  120: unknownToken,
  130: keyWanted,
  140: {
    en: 'Send the refresh token this token was made with, or e-mail and API key.',
    it: 'Inviare il refresh token ricevuto con questo token, oppure e-mail e chiave API.',
  },
  150: again,
  160: unknownToken,
  170: again,
  180: unknownToken,
  190: parameters,
  200: {
    en: 'Check the id: `GET /callbacks` lists those that are kept.',
    it: "Controllare l'id: `GET /callbacks` elenca quelle conservate.",
  },
  210: parameters,
  240: {
    en: 'Write the date as YYYY, YYYY-MM or YYYY-MM-DD.',
    it: 'Scrivere la data come AAAA, AAAA-MM o AAAA-MM-GG.',
  },
} as const satisfies Record<keyof typeof oauthRefusals, Remedy>
