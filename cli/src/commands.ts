// Every operation of the API as a command. A new operation does not compile until it has an entry here.
import type { Operations } from '@ceralacca/client'
import { call, download, jsonFile } from './call.ts'
import type { Call, InputOf } from './call.ts'
import {
  base64,
  file,
  flag,
  neededOption,
  number,
  oneOf,
  option,
  optionalWord,
  text,
  UsageError,
  word,
  words,
} from './fields.ts'

export type Calls = { [Name in keyof Operations]: Call<InputOf<Name>> }

const id = { id: word(text('ID')) }
const page = { skip: option(number), limit: option(number) }
const years = { anni: option(number) }
const reason = { reason: option(text('TEXT')) }
/** The callback URL; its other members take a JSON body. */
const callback = option({ shown: 'URL', read: (url: string) => ({ url }) })

/** The command of each operation, in the order of the help text. */
export const calls: Calls = {
  listMailboxes: call('pec list', 'list your mailboxes', page),
  readMailbox: call('pec read', 'show a mailbox', id),
  verifyAddress: call('pec verify', 'check whether an address is available', { pec: word(text('ADDRESS')) }),
  registerMailbox: jsonFile('pec create', 'register a mailbox from the JSON body of POST /pec; spends credit'),
  readApplicantChecks: call('pec checks', "check the applicant's data against the fiscal code", id),
  downloadActivationForm: download('pec form', 'download the activation form', id, 'FILE.pdf'),
  activateMailbox: call('pec activate', 'submit the signed activation form and the identity document', {
    ...id,
    documenti: words(base64('FILE.pdf')),
  }),
  renewMailbox: call('pec renew', 'renew a mailbox; spends credit', { ...id, ...years }),
  resizeMailbox: call('pec resize', 'enlarge a mailbox, in MiB (+N adds N); spends credit', {
    ...id,
    spazio_disco: word(text('SPAZIO_DISCO')),
    spazio_storico: option(text('N')),
    spazio_conservazione: option(text('N')),
  }),
  upgradeMailbox: call('pec upgrade', 'upgrade a mailbox; spends credit', {
    ...id,
    tipo_casella: word(oneOf('STANDARD', 'BRONZE', 'SILVER', 'GOLD')),
  }),
  downloadPreservationForm: download('pec preservation-form', 'download the legal preservation form', id, 'FILE.pdf'),
  preserveMailbox: call('pec preserve', 'turn on legal preservation; spends credit', {
    ...id,
    documenti: words(base64('FILE.pdf')),
    spazio_conservazione: option(text('N')),
  }),
  addMailboxUser: call('pec add-user', 'add a user to a mailbox; spends credit', {
    ...id,
    nome: neededOption(text('TEXT')),
    cognome: neededOption(text('TEXT')),
    descrizione: neededOption(text('TEXT')),
    email_gestione_password: neededOption(text('EMAIL')),
  }),
  revokeMailbox: call('pec revoke', 'revoke a mailbox', id),

  checkDomain: {
    ...call('dominio check', 'check whether a domain is certified; spends credit if it is', {
      dominio: word(text('DOMAIN')),
    }),
    output: (data, { positionals: [dominio] }) => ({ dominio, certified: data !== undefined }),
  },
  listCertifiedDomains: call('dominio list', 'list your certified domains', page),
  readCertifiedDomain: call('dominio read', 'show a certified domain', id),
  orderCertifiedDomain: call('dominio order', 'order the certification of a domain; spends credit', {
    dominio: word(text('DOMAIN')),
    fornitore: word(oneOf('infocert', 'namirial')),
    ...years,
    numero_pec: option(number),
    callback,
  }),
  readDomainChecks: call('dominio checks', 'show the DNS records found and the ones required', id),
  repeatDomainChecks: call('dominio recheck', 'check the DNS records of a domain now', id),
  renewCertifiedDomain: call('dominio renew', 'renew a domain; spends credit', { ...id, ...years }),
  revokeCertifiedDomain: call('dominio revoke', 'revoke a domain and its mailboxes', id),

  listRegistryRequests: call('comunica list', 'list your requests to the Business Register', page),
  readRegistryRequest: call('comunica read', 'show a request', id),
  createRegistryRequest: jsonFile(
    'comunica create',
    'create a request from the JSON body of POST /comunica_pec; spends credit',
  ),
  downloadPowerOfAttorney: download('comunica form', 'download the power of attorney to sign', id, 'FILE.pdf'),
  signRegistryRequest: call('comunica sign', 'submit the signed power of attorney', {
    ...id,
    documenti: words(base64('FILE.p7m')),
  }),
  readSignatureReport: call('comunica report', 'show what was found in the submitted documents', id),

  listEvents: call('events list', 'list events such as reminders and failed renewals', page),
  listDeliveries: call('deliveries list', 'list callback deliveries', page),
  readDelivery: call('deliveries read', 'show a delivery and its attempts', id),
  retryDelivery: call('deliveries retry', 'deliver a callback again, now', id),
  readSigningSecret: call('secret show', 'show the secret that signs your callbacks', {}),
  rotateSigningSecret: call('secret rotate', 'create a new secret; the old one also signs for 24 hours', {}),
  readIndexFreshness: call('index freshness', 'show how recent the index of certified domains is', {}),

  openAccount: call('operator account', 'open an account; its secrets are shown once', {
    email: neededOption(text('EMAIL')),
    credit: option(text('EUR')),
  }),
  creditAccount: call('operator credit', "add credit to an account's wallet", {
    ...id,
    amount: neededOption(text('EUR')),
    reason: neededOption(text('TEXT')),
  }),
  listMailboxDocuments: call('operator documents', 'review the documents submitted for a mailbox', id),
  downloadDocument: download(
    'operator document',
    'download a document submitted for a mailbox or a request',
    { owner: word(text('ID')), name: word(text('NAME')), submission: option(number) },
    'FILE',
  ),
  decideMailbox: call('operator decide pec', "record the provider's decision on a mailbox", {
    ...id,
    decision: word(oneOf('ACTIVATED', 'SENT_BACK', 'CALLED_OFF')),
    ...reason,
  }),
  decideCertifiedDomain: call('operator decide dominio', "record the provider's progress on a domain", {
    ...id,
    decision: word(oneOf('ACCEPTED', 'CONFIGURED', 'CERTIFIED', 'REJECTED')),
    ...reason,
  }),
  decideRegistryRequest: call('operator decide comunica', 'record the outcome of a filing', {
    ...id,
    decision: word(oneOf('CODE_OBTAINED', 'COMMUNICATED', 'SENT_BACK')),
    code: option(text('TEXT')),
    attorney: option(text('TEXT')),
    attorney_code: option(text('TEXT')),
    ...reason,
  }),
  importIndex: call(
    'operator import-index',
    'import the index of certified domains: LDIF, signed LDIF (p7m) or a list',
    {
      file: word(file('FILE')),
      force: flag,
    },
  ),

  readClock: call('clock', "show the sandbox's clock", {}),
  advanceClock: clockAdvance(),
  resetSandbox: call('sandbox reset', 'delete everything in your sandbox account and restore its credit', {}),
}

/** One of the two, how far or until when, is required. */
function clockAdvance(): Calls['advanceClock'] {
  const advance = call('clock advance', "move the sandbox's clock forward", {
    advance: optionalWord(text('P30D')),
    now: option(text('TIME')),
  })
  return {
    ...advance,
    async read(given) {
      const input = await advance.read(given)
      if (input.advance !== undefined || input.now !== undefined) return input
      throw new UsageError('a duration such as P30D is required, or --now')
    },
  }
}
