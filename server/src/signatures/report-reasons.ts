// Why an answer of a signature report is what it is, in words that stand inside its sentences.
import type { RevocationReason } from './certificate-status.ts'
import type { ChainFault, Counted, NotP7m, RevocationUnknown } from './signature-report.ts'

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
