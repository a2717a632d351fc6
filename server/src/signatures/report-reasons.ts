// Why an answer of a signature report is what it is, in words that stand inside its sentences; and what is held against it.
import type { RevocationReason } from './certificate-status.ts'
import type { ChainFault, Counted, NotP7m, RevocationUnknown, SignatureFault } from './signature-report.ts'

type Words<K extends string> = Readonly<Record<K, { italian: string; english: string }>>

export const notP7m: Words<NotP7m> = {
  empty: { italian: 'è vuoto', english: 'it is empty' },
  'not DER, PEM or base64': { italian: 'né DER né PEM né base64', english: 'neither DER nor PEM nor base64' },
  malformed: { italian: 'struttura non valida', english: 'its structure is not valid' },
  'bytes after its end': { italian: 'ci sono byte oltre la fine', english: 'there are bytes after its end' },
  'not signed data': { italian: 'non contiene dati firmati', english: 'it holds no signed data' },
  'no signers': { italian: 'nessun firmatario', english: 'nobody signed it' },
}

export const counted: Words<Counted> = {
  bytes: { italian: 'byte', english: 'bytes' },
  'bytes beside the content': { italian: 'byte oltre al contenuto', english: 'bytes beside the content' },
  'bytes to be hashed': { italian: 'byte di cui calcolare l’impronta', english: 'bytes to be hashed' },
  'bytes of a name': { italian: 'byte di un nome', english: 'bytes of a name' },
  elements: { italian: 'elementi', english: 'elements' },
  signers: { italian: 'firmatari', english: 'signers' },
  certificates: { italian: 'certificati', english: 'certificates' },
}

export const chainFaults: Words<ChainFault> = {
  'no path to an anchor': {
    italian: 'non risale a un’autorità configurata',
    english: 'no path to a configured authority',
  },
  'a certificate was not valid then': {
    italian: 'un certificato della catena non era valido',
    english: 'a certificate of the path was not valid then',
  },
  'a certificate may not issue others': {
    italian: 'un certificato della catena non può emetterne altri',
    english: 'a certificate of the path may not issue others',
  },
  'a rule of the path is broken': {
    italian: 'la catena viola una regola',
    english: 'a rule of the path is broken',
  },
  'a signature is wrong': {
    italian: 'una firma della catena è errata',
    english: 'a signature of the path is wrong',
  },
}

export const revocationUnknown: Words<RevocationUnknown> = {
  off: { italian: 'controllo disattivato', english: 'the check is off' },
  'signer not trusted': { italian: 'firma non riconosciuta', english: 'the signature is not trusted' },
  'no responder named': {
    italian: 'il certificato non dice a chi chiederla',
    english: 'the certificate does not say whom to ask',
  },
  'no answer': { italian: 'nessuna risposta dall’autorità', english: 'the authority did not answer' },
  'answer not usable': {
    italian: 'la risposta dell’autorità non è utilizzabile',
    english: "the authority's answer cannot be used",
  },
  'certificate has expired': {
    italian: 'il certificato nel frattempo è scaduto',
    english: 'the certificate has expired meanwhile',
  },
}

export const revocationReasonWords: Words<RevocationReason> = {
  unspecified: { italian: 'motivo non indicato', english: 'no reason given' },
  'key compromise': { italian: 'chiave compromessa', english: 'key compromise' },
  'CA compromise': { italian: 'autorità compromessa', english: 'CA compromise' },
  'affiliation changed': { italian: 'dati del titolare cambiati', english: 'affiliation changed' },
  superseded: { italian: 'sostituito', english: 'superseded' },
  'cessation of operation': { italian: 'cessata attività', english: 'cessation of operation' },
  'certificate hold': { italian: 'sospeso', english: 'certificate hold' },
  'removed from list': { italian: 'tolto dall’elenco', english: 'removed from list' },
  'privilege withdrawn': { italian: 'facoltà ritirate', english: 'privilege withdrawn' },
  'AA compromise': { italian: 'autorità di attributi compromessa', english: 'AA compromise' },
}

/** What is held against a file, in words. */
export const faultWords: Words<SignatureFault> = {
  'not readable': { italian: 'non è un file firmato leggibile', english: 'it is no readable signed file' },
  detached: { italian: 'la firma non contiene il documento', english: 'the signature does not hold the document' },
  'other content': {
    italian: 'il documento firmato non è quello emesso, byte per byte',
    english: 'the signed document is not the one that was issued, byte for byte',
  },
  'not intact': { italian: 'una firma non è integra', english: 'a signature is not intact' },
  'signing certificate does not match': {
    italian: 'l’attributo signing-certificate indica un altro certificato',
    english: 'the signing-certificate attribute names another certificate',
  },
  'too weak': { italian: 'algoritmo o chiave troppo deboli', english: 'algorithm or key too weak' },
  'signed in the future': { italian: 'la data di firma è nel futuro', english: 'the signing time is in the future' },
  'signed before it was issued': {
    italian: 'la data di firma precede l’emissione del documento',
    english: 'the signing time is before the document was issued',
  },
  'certificate not valid at signing': {
    italian: 'il certificato non era valido al momento della firma',
    english: 'the certificate was not valid at signing',
  },
  'not for signatures': {
    italian: 'il certificato non è per firme',
    english: 'the certificate is not for signatures',
  },
  'not trusted': {
    italian: 'il certificato non risale a un’autorità riconosciuta',
    english: 'the certificate leads to no trusted authority',
  },
  'nobody is trusted': {
    italian: 'questo server non riconosce ancora alcuna autorità: non si può sapere di chi sia la firma',
    english: 'this server trusts no authority yet: nobody can know whose signature it is',
  },
  'revoked before signing': {
    italian: 'il certificato era stato revocato prima della firma',
    english: 'the certificate was revoked before signing',
  },
  'revoked since': {
    italian: 'il certificato è revocato, e nulla prova che la firma sia precedente',
    english: 'the certificate is revoked, and nothing proves that it was signed before',
  },
  'other signer': {
    italian: 'il firmatario non è la persona indicata nella richiesta',
    english: 'the signer is not the person named in the request',
  },
}
