// The number space of the 24 operations. One row a number; a number is public and never reused. Texts are the contract's
// (4.1, 1.7), byte for byte. 'reconstructed' rows: docs/decisions/0007-numbers-we-reconstructed.md. Free on purpose: 277,
// 278, 300, 369, 372, 378, 379, 383-388, 394-399.
import { platformRefusals } from './platform.ts'
import type { RefusalRow } from './row.ts'

/** Every refusal of the 24 operations, by number (contract 4.1). */
export const contractRefusals = {
  ...platformRefusals,

  // GET /pec
  200: { http: 404, text: 'no pec linked to this account', known: 'documented' },

  // GET /pec/{id}; GET /pec/{id}/rinnovo; the three form downloads
  201: { http: 400, text: 'Wrong id', known: 'documented' },

  // GET /pec/{id}; GET /pec/{id}/rinnovo (R: also modulo_attivazione, modulo_conservazione)
  202: { http: 404, text: 'no pec found', known: 'documented' },

  // GET /pec/{id}/rinnovo
  203: { http: 428, text: 'you can renew only evaded or revoked pec', known: 'documented' },
  204: { http: 406, text: 'anni not valid', known: 'reconstructed' },
  205: { http: 402, text: 'Insufficient Credit in Wallet: {price} > {credit}', known: 'reconstructed' },
  206: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },

  // GET /verifica_pec/{pec}
  207: { http: 428, text: 'casella_pec required', known: 'documented' },
  208: { http: 406, text: 'invalid casella_pec', known: 'documented' },

  // GET /verifica_pec/{pec} (legacy mode only)
  209: { http: 406, text: 'casella_pec not available', known: 'reconstructed' },

  // GET /verifica_pec/{pec}
  210: { http: 406, text: 'it is not possible to verify this casella_pec', known: 'reconstructed' },
  211: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },

  // POST /pec/{id}/multiutenza
  212: { http: 400, text: 'Wrong id', known: 'documented' },
  213: { http: 404, text: 'no pec found', known: 'documented' },
  214: { http: 428, text: 'you can add users only to an evaded pec', known: 'reconstructed' },
  215: { http: 428, text: 'nome required', known: 'reconstructed' },
  216: { http: 428, text: 'cognome required', known: 'reconstructed' },
  217: { http: 406, text: 'maximum number of users reached: {max}', known: 'documented' },
  218: { http: 428, text: 'descrizione required', known: 'reconstructed' },
  219: { http: 428, text: 'email_gestione_password required', known: 'reconstructed' },
  220: { http: 402, text: 'Insufficient Credit in Wallet: {price} > {credit}', known: 'documented' },
  221: { http: 406, text: 'email_gestione_password not valid', known: 'reconstructed' },

  // POST /pec
  222: { http: 428, text: 'casella_pec required', known: 'reconstructed' },
  223: { http: 406, text: 'invalid casella_pec', known: 'reconstructed' },
  224: { http: 428, text: 'tipo_casella required', known: 'documented' },
  225: { http: 406, text: 'tipo_casella not valid', known: 'reconstructed' },
  226: { http: 428, text: 'tipo_cliente required', known: 'reconstructed' },
  227: { http: 406, text: 'tipo_cliente not valid', known: 'reconstructed' },
  228: { http: 428, text: 'sottotipo_cliente required', known: 'reconstructed' },
  229: { http: 406, text: 'sottotipo_cliente not valid', known: 'reconstructed' },
  230: { http: 428, text: 'sottotipo_cliente_altro required', known: 'reconstructed' },
  231: { http: 428, text: 'nome_richiedente required', known: 'reconstructed' },
  232: { http: 428, text: 'cognome_richiedente required', known: 'reconstructed' },
  233: { http: 428, text: 'email required', known: 'reconstructed' },
  234: { http: 406, text: 'email not valid', known: 'reconstructed' },
  235: { http: 428, text: 'telefono required', known: 'reconstructed' },
  236: { http: 406, text: 'telefono not valid', known: 'reconstructed' },
  237: { http: 406, text: 'cellulare not valid', known: 'reconstructed' },
  238: { http: 428, text: 'codice_fiscale_richiedente required', known: 'reconstructed' },
  239: { http: 406, text: 'codice_fiscale_richiedente not valid', known: 'reconstructed' },
  240: { http: 406, text: "codice_fiscale_richiedente does not match the applicant's data", known: 'reconstructed' },
  241: { http: 428, text: 'data_nascita_richiedente required', known: 'reconstructed' },
  242: { http: 406, text: 'data_nascita_richiedente not valid, accepted format: dd/mm/yyyy', known: 'documented' },
  243: { http: 428, text: 'sesso_richiedente required', known: 'reconstructed' },
  244: { http: 406, text: 'sesso_richiedente not valid', known: 'reconstructed' },
  245: { http: 428, text: 'nazione_nascita_richiedente required', known: 'reconstructed' },
  246: { http: 406, text: 'nazione_nascita_richiedente not valid', known: 'reconstructed' },
  247: { http: 428, text: 'provincia_nascita_richiedente required', known: 'reconstructed' },
  248: { http: 406, text: 'provincia_nascita_richiedente not valid', known: 'reconstructed' },
  249: { http: 428, text: 'denominazione_titolare required', known: 'reconstructed' },
  250: { http: 428, text: 'cf_piva_titolare required', known: 'reconstructed' },
  251: { http: 406, text: 'cf_piva_titolare not valid', known: 'reconstructed' },
  252: { http: 428, text: 'indirizzo_titolare required', known: 'reconstructed' },
  253: { http: 428, text: 'comune_titolare required', known: 'reconstructed' },
  254: { http: 428, text: 'cap_titolare required', known: 'reconstructed' },
  255: { http: 406, text: 'cap_titolare not valid', known: 'reconstructed' },
  256: { http: 428, text: 'nazione_titolare required', known: 'reconstructed' },
  257: { http: 406, text: 'nazione_titolare not valid', known: 'reconstructed' },
  258: { http: 428, text: 'provincia_titolare required', known: 'reconstructed' },
  259: { http: 406, text: 'provincia_titolare not valid', known: 'reconstructed' },
  260: { http: 406, text: 'casella_pec domain not allowed for this tipo_casella', known: 'reconstructed' },
  261: { http: 406, text: 'casella_pec not available', known: 'reconstructed' },
  262: { http: 402, text: 'Insufficient Credit in Wallet: {price} > {credit}', known: 'documented' },
  263: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },
  264: { http: 406, text: 'autorinnovo not valid', known: 'reconstructed' },

  // PATCH attivazione, modifica, conservazione, trasformazione
  265: { http: 400, text: 'Wrong id', known: 'documented' },
  266: { http: 404, text: 'no pec found', known: 'documented' },

  // PATCH attivazione
  267: {
    http: 428,
    text: "you can activate the pec only when it is in the 'registrata|documenti_errati' state",
    known: 'documented',
  },
  268: { http: 428, text: 'documenti required', known: 'reconstructed' },
  269: { http: 406, text: 'documenti not valid', known: 'reconstructed' },
  270: { http: 406, text: 'for this type of box a single document is required', known: 'reconstructed' },
  271: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },

  // PATCH trasformazione
  272: { http: 428, text: 'you can trasform your certified mail only if it has been processed', known: 'documented' },
  273: { http: 428, text: 'tipo_casella required', known: 'reconstructed' },
  274: { http: 406, text: 'tipo_casella not valid', known: 'reconstructed' },
  275: { http: 406, text: "the 'tipo_casella' is already {type}", known: 'reconstructed' },
  276: {
    http: 406,
    text: "a downgrade of the 'tipo_casella' is not allowed; only {allowed} allowed",
    known: 'documented',
  },
  279: { http: 402, text: 'Insufficient Credit in Wallet: {price} > {credit}', known: 'documented' },
  280: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },

  // PATCH modifica
  281: { http: 428, text: 'you can modify your certified mail only if it has been processed', known: 'reconstructed' },
  282: { http: 428, text: "you must first activate the 'conservazione' service", known: 'documented' },
  283: {
    http: 428,
    text: 'at least one of spazio_disco, spazio_storico, spazio_conservazione required',
    known: 'reconstructed',
  },
  284: { http: 406, text: 'spazio_disco not valid', known: 'reconstructed' },
  285: { http: 406, text: "a downgrade of 'spazio_disco' is not allowed", known: 'reconstructed' },
  286: { http: 406, text: 'spazio_storico not valid', known: 'reconstructed' },
  287: { http: 406, text: "a downgrade of 'spazio_storico' is not allowed", known: 'reconstructed' },
  288: { http: 406, text: 'spazio_conservazione not valid', known: 'reconstructed' },
  289: { http: 406, text: "a downgrade of 'spazio_conservazione' is not allowed", known: 'reconstructed' },
  290: { http: 402, text: 'Insufficient Credit in Wallet: {price} > {credit}', known: 'documented' },
  291: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },

  // PATCH conservazione
  292: {
    http: 428,
    text: "you can activate the 'conservazione' service only if the pec has been processed",
    known: 'reconstructed',
  },
  293: { http: 406, text: 'conservazione service is already active', known: 'documented' },
  294: { http: 428, text: 'documenti required', known: 'documented' },
  295: {
    http: 406,
    text: 'spazio_conservazione not valid, the system only takes into account multiples of 512',
    known: 'reconstructed',
  },

  // PATCH attivazione (R: also PATCH conservazione)
  // The slot is ours, and empty unless the file is a PDF that nobody can open.
  296: { http: 406, text: 'wrong file format, pdf required{why}', known: 'documented' },

  // PATCH conservazione
  297: { http: 402, text: 'Insufficient Credit in Wallet: {price} > {credit}', known: 'documented' },
  298: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },
  299: { http: 406, text: 'documenti not valid', known: 'reconstructed' },

  // DELETE /pec/{id}
  301: { http: 400, text: 'Wrong id', known: 'documented' },
  302: { http: 404, text: 'no pec found', known: 'documented' },
  303: { http: 406, text: 'your pec has already been revoked', known: 'documented' },
  304: { http: 428, text: 'you can revoke the pec only if it is active', known: 'documented' },

  // GET /dominio
  305: { http: 404, text: 'no domain linked to this account', known: 'reconstructed' },

  // GET, DELETE /dominio/{id}; GET /dominio/{id}/rinnovo
  306: { http: 400, text: 'Wrong id', known: 'reconstructed' },
  307: { http: 404, text: 'no domain found', known: 'reconstructed' },

  // POST /dominio
  308: { http: 428, text: 'dominio required', known: 'reconstructed' },
  309: { http: 406, text: 'dominio not valid', known: 'reconstructed' },
  310: { http: 428, text: 'fornitore required', known: 'reconstructed' },
  311: { http: 406, text: 'fornitore not valid', known: 'reconstructed' },
  312: { http: 406, text: 'anni not valid', known: 'reconstructed' },
  313: { http: 406, text: 'numero_pec not valid', known: 'reconstructed' },
  314: { http: 406, text: 'dominio already registered', known: 'reconstructed' },
  315: { http: 402, text: 'Insufficient Credit in Wallet: {price} > {credit}', known: 'reconstructed' },
  316: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },

  // DELETE /dominio/{id}
  317: { http: 406, text: 'your domain has already been revoked', known: 'reconstructed' },
  318: { http: 428, text: 'you can revoke the domain only if it is active', known: 'reconstructed' },
  319: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },

  // GET /dominio/{id}/rinnovo
  320: { http: 428, text: 'you can renew only evaded or revoked domain', known: 'reconstructed' },
  321: { http: 406, text: 'anni not valid', known: 'reconstructed' },
  322: { http: 402, text: 'Insufficient Credit in Wallet: {price} > {credit}', known: 'reconstructed' },
  323: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },

  // PATCH modifica
  324: { http: 406, text: 'the system only takes into account multiples of 512', known: 'reconstructed' },
  325: { http: 406, text: 'the system only takes into account multiples of 1024', known: 'documented' },

  // POST /pec
  326: {
    http: 404,
    text: 'the domain {dominio} is non-existent in the system or belongs to someone else',
    known: 'documented',
  },
  327: { http: 428, text: 'the domain {dominio} is not active yet', known: 'reconstructed' },
  328: {
    http: 406,
    text: 'maximum number of pec reached for the domain {dominio}: {numero_pec}',
    known: 'reconstructed',
  },

  // DELETE /pec/{id}
  329: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },

  // GET /pec
  330: { http: 406, text: 'skip not valid', known: 'reconstructed' },
  331: { http: 406, text: 'limit not valid', known: 'reconstructed' },

  // GET /comunica_pec
  332: { http: 404, text: 'no request linked to this account', known: 'documented' },

  // GET /comunica_pec/{id} (R: also procura_registro_imprese in strict mode)
  333: { http: 400, text: 'Wrong id', known: 'documented' },

  // GET /comunica_pec/{id} (R: also procura_registro_imprese)
  334: { http: 404, text: 'no request found', known: 'documented' },

  // POST /comunica_pec
  335: { http: 428, text: 'casella_pec required', known: 'reconstructed' },
  336: { http: 406, text: 'invalid casella_pec', known: 'documented' },
  337: { http: 428, text: 'cf required', known: 'reconstructed' },
  338: { http: 428, text: 'nome required', known: 'reconstructed' },
  339: { http: 428, text: 'cognome required', known: 'reconstructed' },
  340: { http: 428, text: 'qualifica required', known: 'reconstructed' },
  341: { http: 428, text: 'email required', known: 'reconstructed' },
  342: { http: 428, text: 'cellulare required', known: 'reconstructed' },
  343: { http: 428, text: 'ragione_sociale required', known: 'reconstructed' },
  344: { http: 428, text: 'cf_piva required', known: 'documented' },
  345: { http: 428, text: 'comune required', known: 'reconstructed' },
  346: { http: 428, text: 'provincia required', known: 'reconstructed' },
  347: { http: 406, text: 'cf not valid', known: 'reconstructed' },
  348: { http: 406, text: 'qualifica not valid', known: 'reconstructed' },
  349: { http: 406, text: 'email not valid', known: 'reconstructed' },
  350: { http: 406, text: 'cf_piva not valid', known: 'reconstructed' },
  351: { http: 402, text: 'Insufficient Credit in Wallet: {price} > {credit}', known: 'documented' },
  352: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },

  // PATCH /comunica_pec/{id}
  353: { http: 400, text: 'Wrong id', known: 'documented' },
  354: { http: 404, text: 'no request found', known: 'documented' },
  355: { http: 406, text: "you can only upload documents when stato is 'in_attesa_di_documenti'", known: 'documented' },
  356: { http: 428, text: 'documenti required', known: 'documented' },
  357: { http: 406, text: 'wrong file format, p7m required', known: 'reconstructed' },
  358: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },
  359: { http: 406, text: 'documenti not valid', known: 'reconstructed' },

  // POST /comunica_pec
  360: { http: 406, text: 'pec_amministratore not valid', known: 'reconstructed' },
  361: { http: 406, text: 'cellulare not valid', known: 'reconstructed' },
  362: { http: 406, text: 'provincia not valid', known: 'reconstructed' },

  // POST /pec
  363: { http: 406, text: 'tipo_documento not valid', known: 'reconstructed' },
  364: { http: 428, text: 'numero_documento required', known: 'reconstructed' },
  365: { http: 406, text: 'data_scadenza_documento not valid, accepted format: dd/mm/yyyy', known: 'reconstructed' },
  366: { http: 428, text: 'documento_rilasciato_da required', known: 'reconstructed' },
  367: { http: 406, text: 'data_rilascio_documento not valid, accepted format: dd/mm/yyyy', known: 'reconstructed' },
  368: { http: 406, text: 'the identity document has expired', known: 'reconstructed' },

  // POST /pec, POST /comunica_pec, POST /dominio
  370: { http: 406, text: "method not valid in 'callback'", known: 'reconstructed' },
  371: { http: 428, text: "method = POST and field not set in 'callback', required", known: 'reconstructed' },
  373: { http: 428, text: "url not set in 'callback', required", known: 'reconstructed' },
  374: { http: 406, text: "malformed url in 'callback'", known: 'reconstructed' },
  375: { http: 406, text: 'required http or https', known: 'reconstructed' },
  376: { http: 406, text: 'exceeded maximum length (16 kb) of the callback: {bytes}', known: 'reconstructed' },
  377: { http: 406, text: "data not valid in 'callback', {must}", known: 'reconstructed' },

  // GET /pec/{id}/modulo_attivazione
  380: { http: 406, text: 'you cannot download this module in the current state', known: 'reconstructed' },

  // GET /pec/{id}/modulo_conservazione
  381: {
    http: 406,
    text: 'you cannot activate conservation if you do not first activate a pec',
    known: 'reconstructed',
  },

  // GET /comunica_pec/{id}/procura_registro_imprese
  382: { http: 406, text: "you cannot download this module, it doesn't exist yet", known: 'reconstructed' },

  // POST /pec/{id}/multiutenza
  389: { http: 503, text: 'service temporarily unavailable', known: 'reconstructed' },
  390: {
    http: 428,
    text: 'this service cannot be activated on these boxes: DOMICILIODIGITALE|PECMASSIVA',
    known: 'documented',
  },

  // PATCH modifica
  391: {
    http: 428,
    text: 'this service cannot be activated on these boxes: DOMICILIODIGITALE|PECMASSIVA',
    known: 'reconstructed',
  },

  // PATCH conservazione
  392: {
    http: 428,
    text: 'this service cannot be activated on these boxes: DOMICILIODIGITALE|PECMASSIVA',
    known: 'reconstructed',
  },

  // PATCH trasformazione
  393: {
    http: 428,
    text: 'this service cannot be activated on these boxes: DOMICILIODIGITALE|PECMASSIVA',
    known: 'reconstructed',
  },

  // GET /domini_pec/{dominio}
  400: { http: 428, text: 'domain required', known: 'documented' },
  401: { http: 406, text: 'domain not valid', known: 'documented' },
  402: { http: 503, text: 'service temporarily unavailable', known: 'documented' },
  403: { http: 402, text: 'Insufficient Credit in Wallet: {price} > {credit}', known: 'documented' },
} as const satisfies Readonly<Record<number, RefusalRow>>
