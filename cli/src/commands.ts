// Every operation of the API as a command. A new operation does not compile until it has an entry here.
import type { Operations } from '@ceralacca/client'
import { call, download, jsonFile } from './call.ts'
import type { Call, InputOf } from './call.ts'
import {
  base64,
  file,
  flag,
  json,
  listOf,
  neededOption,
  number,
  oneOf,
  option,
  optionalWord,
  orNone,
  text,
  UsageError,
  word,
  words,
} from './fields.ts'

/** Sessions are for browsers: a command has a token. */
type ForBrowsers = `${string}Session${string}`
type Named = Exclude<keyof Operations, ForBrowsers>

export type Calls = { [Name in Named]: Call<InputOf<Name>> }

const id = { id: word(text('ID')) }
const page = { skip: option(number), limit: option(number) }
/** Of lists under /v1. */
const pages = { limit: option(number), cursor: option(text('NEXT')) }
const mailboxSearch = {
  stato: option(text('STATE,STATE')),
  text: option(text('TEXT')),
  expires_before: option(text('YYYY-MM-DD')),
  sort: option(oneOf('newest', 'expiry')),
  ...pages,
}
const years = { anni: option(number) }
const date = { date: option(text('YYYY[-MM[-DD]]')) }
const reason = { reason: option(text('TEXT')) }
/** What is about something, and why. */
/** Who is meant: one of the three. */
const person = { fiscal_code: option(text('CODE')), email: option(text('ADDRESS')), id: option(text('ID')) }
const why = { ...id, reason: neededOption(text('TEXT')) }
const domainFlag = oneOf('OK', 'KO', 'MISSING')
/** The fixed list of reasons for a decision. */
const decisionReasons = [
  'form-missing',
  'form-not-signed',
  'form-of-another',
  'form-incomplete',
  'form-illegible',
  'id-missing',
  'id-illegible',
  'id-expired',
  'id-of-another',
  'id-one-side',
  'signature-not-valid',
  'signer-not-entitled',
  'data-do-not-match',
  'entitlement-missing',
  'address-taken',
  'domain-not-available',
  'holder-not-eligible',
  'withdrawn-by-customer',
  'refused-by-provider',
  'not-possible-in-time',
  'never-activated',
] as const
const accountRoles = oneOf('owner', 'developer', 'accountant', 'read-only')
const operatorRoles = oneOf('administrator', 'reviewer', 'finance')
const people = { state: option(oneOf('invited', 'active', 'removed')), ...pages }
const invited = { email: word(text('EMAIL')), name: option(text('TEXT')) }
const accepted = { secret: word(text('SECRET')), name: option(text('TEXT')) }
const ownToken = { ...id, name: option(text('TEXT')), ttl: option(number) }
const tokenId = { token: word(text('TOKEN-ID')) }
/** What is let happen to which kind of resource; `sandbox scenarios` explains them. */
const scenarios = {
  pec: [
    'activated',
    'documents-sent-back',
    'cancelled-by-provider',
    'address-taken',
    'registration-abandoned',
    'decision-delayed',
    'about-to-expire',
    'expiry-extended',
    'renewed-automatically',
    'renewal-without-credit',
    'renewal-refused',
    'expired',
    'closed-after-grace',
    'revoked-by-provider',
    'working-again',
    'spaces-changed',
  ],
  dominio: [
    'order-accepted',
    'order-refused',
    'configured',
    'certified',
    'dns-broken',
    'dns-mended',
    'suspended',
    'decision-delayed',
    'about-to-expire',
    'expiry-extended',
    'expired',
    'revoked-by-provider',
  ],
  comunica: [
    'code-obtained',
    'documents-sent-back',
    'signature-refused',
    'refused-by-register',
    'communicated',
    'decision-delayed',
  ],
} as const
const reasons = { reasons: option({ shown: 'CODE,TEXT', read: (given: string) => given.split(',') }) }
const scenario = <const Name extends string>(names: readonly Name[]) => ({
  ...id,
  scenario: word(oneOf(...names)),
  ...reasons,
})
/** Whose clock of the sandbox is meant. */
const clockScope = option(oneOf('all', 'account'))
/** The callback URL; its other members take a JSON body. */
const callback = option({ shown: 'URL', read: (url: string) => ({ url }) })

/** The command of each operation, in the order of the help text. */
export const calls: Calls = {
  listMailboxes: call('pec list', 'list your mailboxes', page),
  readMailbox: call('pec read', 'show a mailbox', id),
  verifyAddress: call('pec verify', 'check whether an address is available', { pec: word(text('ADDRESS')) }),
  registerMailbox: jsonFile('pec create', 'register a mailbox from the JSON body of POST /pec; spends credit'),
  readMailboxOutcome: call('pec outcome', 'show what became of a mailbox and why', id),
  readMail: call('pec mail', 'show how a mail client reaches a mailbox of a sandbox with mail', id),
  listSentMessages: call('pec mail-sent', 'list what a mailbox of a sandbox sent, and what was heard of it', {
    ...id,
    ...pages,
  }),
  makeMailPassword: call('pec mail-password', 'make a password for a mailbox or one of its users; it is shown once', {
    ...id,
    user: option(text('CODE')),
  }),
  readMailboxHistory: call('pec history', 'list all that happened to a mailbox, newest first', { ...id, ...pages }),
  listMailboxDeliveries: call('pec deliveries', 'list callbacks about a mailbox, newest first', { ...id, ...pages }),
  readApplicantChecks: call('pec checks', "check the applicant's data against the fiscal code", id),
  checkApplicant: jsonFile('pec check', 'check the JSON body of POST /pec against the fiscal code; nothing is done'),
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
  readCertifiedDomainOutcome: call('dominio outcome', 'show what became of a domain and why', id),
  readCertifiedDomainHistory: call('dominio history', 'list all that happened to a domain, newest first', {
    ...id,
    ...pages,
  }),
  readDomainChecks: call('dominio checks', 'show the DNS records found and the ones required', id),
  readDomainQuota: call('dominio quota', 'show how many mailboxes a domain may have, and how many it has', id),
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
  readRegistryRequestOutcome: call('comunica outcome', 'show what became of a request and why', id),
  readRegistryRequestHistory: call('comunica history', 'list all that happened to a request, newest first', {
    ...id,
    ...pages,
  }),
  readSignatureReport: call('comunica report', 'show what was found in the submitted documents', id),

  findMailboxes: call(
    'pec find',
    'find mailboxes by state, words of address, holder or applicant, and expiry',
    mailboxSearch,
  ),
  findTowns: call('comuni find', 'find Italian towns by the beginning of their name, present and past', {
    q: word(text('TEXT')),
  }),
  search: call('search', 'find mailboxes, domains and requests by the beginning of an address or name', {
    q: word(text('TEXT')),
  }),
  listExpiries: call('expiries list', 'list working mailboxes and domains by the day they expire', {
    from: option(text('YYYY-MM-DD')),
    to: option(text('YYYY-MM-DD')),
    ...pages,
  }),
  downloadExpiryCalendar: download('expiries calendar', 'download the next twelve months as iCalendar', {}, 'FILE.ics'),
  readOwnCredit: call('wallet show', 'show your credit, and what of it is held', {}),
  setLowBalance: call('wallet low-balance', 'have an event tell when your credit falls below', {
    low_balance: word(orNone(text('EUR'))),
  }),
  listWalletTransactions: call('wallet statement', 'list what came in and what was spent, and on what', {
    kind: option(oneOf('credited', 'debited', 'refunded')),
    from: option(text('YYYY-MM-DD')),
    to: option(text('YYYY-MM-DD')),
    ...pages,
  }),
  listPrices: call('prices list', 'list what everything costs you, now or on a day', {
    at: option(text('YYYY-MM-DD')),
  }),
  listRequests: call('requests list', 'list your own requests of the last thirty days', {
    failed: option(oneOf('true', 'false')),
    id: option(text('REQUEST-ID')),
    ...pages,
  }),
  listEvents: {
    ...call('events list', 'list what happened, newest first; --after N: from there on', {
      after: option(number),
      ...pages,
    }),
    columns: ['number', 'at', 'kind', 'subject', 'by'],
  },
  listDeliveries: call('deliveries list', 'list callback deliveries', {
    failed: option(oneOf('true', 'false')),
    ...pages,
  }),
  readDelivery: call('deliveries read', 'show a delivery and its attempts', id),
  retryDelivery: call('deliveries retry', 'deliver a callback again, now', id),
  retryFailedDeliveries: call('deliveries retry-failed', 'deliver again what was given up since a moment', {
    since: word(text('TIME')),
  }),
  quote: jsonFile('quote', 'say what a paid call would cost and change, from the JSON body of POST /v1/quote'),
  createBulk: call('bulk create', 'make a call for each row of a CSV or JSON lines file; spends credit', {
    operation: word(oneOf('registerMailbox', 'renewMailbox', 'renewCertifiedDomain')),
    file: word(file('FILE')),
    dry_run: flag,
  }),
  listBulks: call('bulk list', 'list files of calls, newest first', pages),
  readBulk: call('bulk read', 'show how far a file is, and what it came to', id),
  listBulkRows: call('bulk rows', 'list what became of each row', {
    ...id,
    state: option(oneOf('waiting', 'succeeded', 'refused', 'canceled')),
    ...pages,
  }),
  cancelBulk: call('bulk cancel', 'make no further row of a file', id),
  readSigningSecret: call('secret show', 'show the secret that signs your callbacks', {}),
  rotateSigningSecret: call('secret rotate', 'create a new secret; the old one also signs for 24 hours', {}),
  readIndexFreshness: call('index freshness', 'show how recent the index of certified domains is', {}),
  verifyMessage: call(
    'message verify',
    'read a certified message: kind, signature, certification data, what does not fit',
    {
      file: word(file('FILE.eml')),
    },
  ),

  createToken: call('tokens create', 'make a token; it and its refresh token are shown once', {
    scopes: words(text('METHOD:HOST/SEGMENT')),
    name: option(text('TEXT')),
    ttl: option(number),
    limits: option(json('JSON')),
  }),
  createFirstVersionToken: call('tokens create-v1', 'make a token, answered as by the first version', {
    scopes: words(text('METHOD:HOST/SEGMENT')),
    ttl: option(number),
  }),
  listTokens: call('tokens list', 'list your tokens, by their ids', page),
  readToken: call('tokens read', 'show a token', { token: word(text('ID')) }),
  updateToken: call('tokens update', 'change a token', {
    token: word(text('ID')),
    scopes: option({ shown: 'METHOD:HOST/SEGMENT,…', read: (given: string) => given.split(',') }),
    name: option(text('TEXT')),
    ttl: option(number),
    limits: option(json('JSON')),
  }),
  deleteToken: call('tokens delete', 'delete a token', { token: word(text('ID')) }),
  listScopes: call('scopes list', 'list the scopes a token can have', {}),
  readScope: call('scopes read', 'show a scope with its prices', id),

  readWallet: call('wallet read', 'show your credit', {}),
  listTransactions: call('wallet transactions', 'list what came in and what was spent', page),
  listSubscriptions: call('subscriptions list', 'list subscriptions: there are none', {}),
  listCallbacks: call('callbacks list', 'list callbacks with their last answer', {
    ...page,
    scopes: option(text('METHOD:HOST/SEGMENT,…')),
  }),
  readCallback: call('callbacks read', 'show a callback with what was sent', id),
  readCredit: call('wallet credit-v1', 'show your credit, as by the first version', {}),
  listErrors: call('requests errors', 'list refused requests', {
    ...page,
    scopes: option(text('METHOD:HOST/SEGMENT,…')),
  }),
  readStats: call('stats total', 'show how many requests were made', date),
  readStatsByIp: call('stats ips', 'show the same by source address', date),
  readStatsByApi: call('stats apis', 'show the same by API', date),
  readStatsOfApi: call('stats api', 'show the same of one API by scope', { domain: word(text('HOST')), ...date }),
  readTotalCounters: call('stats total-v1', 'show requests by scope, as by the first version', {}),
  readCounters: call('stats counters-v1', 'show the same of a day, month or year', {
    period: word(text('day|month|year')),
    date: word(text('DATE')),
  }),

  listMembers: call('members list', 'list the people of your account, newest first', people),
  readMember: call('members read', 'show a member', id),
  inviteMember: call('members invite', 'invite somebody; the secret of the invitation is shown once', {
    ...invited,
    role: neededOption(accountRoles),
  }),
  updateMember: call('members update', "change a member's role or name", {
    ...id,
    role: option(accountRoles),
    name: option(text('TEXT')),
  }),
  removeMember: call('members remove', 'remove a member and end their tokens, or withdraw an invitation', id),
  renewInvitation: call('members invite-again', 'replace an invitation that was not accepted', id),
  resetMemberPassword: call('members reset-password', 'let a member choose another password', id),
  listMemberTokens: call('members tokens', "list a member's tokens", { ...id, ...pages }),
  createMemberToken: call('members make-token', 'make a token for a member; it is shown once', {
    ...ownToken,
    scopes: option(listOf('METHOD:HOST/SEGMENT,…', text('METHOD:HOST/SEGMENT'))),
  }),
  revokeMemberToken: call('members revoke-token', "end a member's token", { ...id, ...tokenId }),
  listEveryToken: call('members all-tokens', 'list the tokens of the account and of its members', pages),
  createAccountToken: call('members make-account-token', 'make a token of the account itself; it is shown once', {
    name: option(text('TEXT')),
    ttl: option(number),
    scopes: option(listOf('METHOD:HOST/SEGMENT,…', text('METHOD:HOST/SEGMENT'))),
  }),
  revokeToken: call('members end-token', 'end a token of the account or of a member', tokenId),
  acceptInvitation: call('members accept', 'accept an invitation to an account; needs no token', accepted),

  listOperators: call('operators list', 'list who works in the back office, newest first', people),
  inviteOperator: call('operators invite', 'invite an operator; the secret of the invitation is shown once', {
    ...invited,
    role: neededOption(operatorRoles),
  }),
  updateOperator: call('operators update', "change an operator's role or name", {
    ...id,
    role: option(operatorRoles),
    name: option(text('TEXT')),
  }),
  removeOperator: call('operators remove', 'remove an operator and end their tokens, or withdraw an invitation', id),
  renewOperatorInvitation: call('operators invite-again', 'replace an invitation that was not accepted', id),
  resetOperatorPassword: call('operators reset-password', 'let an operator choose another password', id),
  listOperatorTokens: call('operators tokens', "list an operator's tokens", { ...id, ...pages }),
  createOperatorToken: call('operators make-token', 'make a token for an operator; it is shown once', ownToken),
  revokeOperatorToken: call('operators revoke-token', "end an operator's token", { ...id, ...tokenId }),
  acceptOperatorInvitation: call(
    'operators accept',
    'accept an invitation to the back office; needs no token',
    accepted,
  ),

  listAccounts: call('accounts list', 'list accounts, newest first, or find them by their e-mail', {
    email: option(text('BEGINNING')),
    ...pages,
  }),
  readAccount: call('accounts read', 'show an account with its credit', id),
  findMailboxesOfAccount: call('accounts mailboxes', "find an account's mailboxes, as its owner does by `pec find`", {
    ...id,
    ...mailboxSearch,
  }),
  listAccountMembers: call('accounts members', "list an account's members", { ...id, ...people }),
  resetAccountMemberPassword: call('accounts reset-password', 'let a member of an account choose another password', {
    ...id,
    member: word(text('MEMBER-ID')),
  }),
  listAccountTokens: call('accounts tokens', "list an account's tokens, with those of its members", {
    ...id,
    ...pages,
  }),
  revokeAccountToken: call('accounts revoke-token', "end an account's token", { ...id, ...tokenId }),

  openAccount: call('operator account', 'open an account; its secrets are shown once', {
    email: neededOption(text('EMAIL')),
    credit: option(text('EUR')),
  }),
  creditAccount: call('operator credit', "add credit to an account's wallet", {
    ...id,
    amount: neededOption(text('EUR')),
    reason: neededOption(text('TEXT')),
  }),
  debitAccount: call('operator debit', "take credit from an account's wallet", {
    ...id,
    amount: neededOption(text('EUR')),
    reason: neededOption(text('TEXT')),
  }),
  readWalletOfAccount: call('accounts wallet', "show an account's credit and its price list", id),
  listTransactionsOfAccount: call('accounts transactions', 'list what came into an account and what was spent', {
    ...id,
    ...pages,
  }),
  setLowBalanceOfAccount: call('accounts low-balance', "have an event tell when an account's credit falls below", {
    ...id,
    low_balance: word(orNone(text('EUR'))),
  }),
  suspendAccount: call('accounts suspend', 'suspend an account; its mailboxes work until they expire', why),
  reopenAccount: call('accounts reopen', 'let a suspended account go on', why),
  closeAccount: call('accounts close', 'close an account for good; tells the credit to pay back', {
    ...why,
    force: flag,
  }),
  listCredits: call('credits list', 'list credit that waits for a second operator', {
    state: option(oneOf('waiting', 'confirmed', 'rejected', 'expired')),
    ...pages,
  }),
  confirmCredit: call('credits confirm', 'confirm credit another operator asked for', id),
  rejectCredit: call('credits reject', 'let credit that waits come to nothing', why),
  listPriceLists: call('prices lists', 'list price lists, the last written first', pages),
  readPriceList: call('prices show', 'show a price list with its prices', id),
  createPriceList: jsonFile('prices create', 'write a price list from the JSON body of POST /v1/operator/price-lists'),
  setPriceList: call('prices give', 'give an account a price list of its own; none: that of everybody again', {
    ...id,
    price_list: word(text('LIST|none')),
  }),
  listProviders: {
    ...call('providers list', 'show every provider and how it is doing', {}),
    columns: ['name', 'kind', 'reachable', 'credentials', 'credit', 'pending_operations', 'differences', 'problem'],
  },
  pauseProvider: call('providers pause', 'stop asking a provider', {
    name: word(text('NAME')),
    reason: neededOption(text('TEXT')),
  }),
  resumeProvider: call('providers resume', 'ask a provider again, also what its breakers kept from it', {
    name: word(text('NAME')),
  }),
  listMailboxDocuments: call('operator documents', 'review the documents submitted for a mailbox', id),
  downloadDocument: download(
    'operator document',
    'download a document submitted for a mailbox or a request',
    { owner: word(text('ID')), name: word(text('NAME')), submission: option(number) },
    'FILE',
  ),
  listDocumentPages: call('operator pages', 'show how many pages a submitted document has, or why it cannot be shown', {
    owner: word(text('ID')),
    name: word(text('NAME')),
    submission: option(number),
  }),
  drawDocumentPage: download(
    'operator page',
    'download a page of a submitted document as a picture',
    {
      owner: word(text('ID')),
      name: word(text('NAME')),
      page: word(text('PAGE')),
      submission: option(number),
      width: option(number),
    },
    'FILE',
  ),
  listQueue: {
    ...call('queue list', 'list what waits for a person, most urgent first', {
      kind: option(oneOf('review', 'task')),
      state: option(oneOf('unclaimed', 'claimed', 'mine', 'overdue')),
      provider: option(text('NAME')),
      ...pages,
    }),
    columns: ['id', 'title', 'kind', 'provider', 'due_at', 'overdue', 'claimed_by'],
  },
  listDomainsInGrace: call('operator domains', 'list the certified domains whose records are wrong', pages),
  listDecisionReasons: call('queue reasons', 'list the reasons a decision may give, as customers read them', {}),
  readQueueItem: call('queue show', 'show an item with everything needed to do it', id),
  claimQueueItem: call('queue claim', 'take an item in hand for 30 minutes', { ...id, take_over: flag }),
  releaseQueueItem: call('queue release', 'let go of an item', id),
  decideQueueItem: call('queue decide', 'decide an item, or record what became of it', {
    ...id,
    decision: word(oneOf('ACCEPTED', 'SENT_BACK', 'CALLED_OFF', 'DONE', 'FAILED')),
    reasons: option(listOf('CODE,CODE', oneOf(...decisionReasons))),
    note: option(text('TEXT')),
    reason: option(text('TEXT')),
    version: option(number),
    code: option(text('TEXT')),
    attorney: option(text('TEXT')),
    attorney_code: option(text('TEXT')),
    codice_registro_imprese: option(text('TEXT')),
    data_scadenza: option(text('DD/MM/YYYY')),
    cod_attivazione: option(text('CODE')),
    uid: option(text('CODE')),
    userid: option(text('CODE')),
    spazio_disco: option(number),
    spazio_storico: option(number),
    spazio_conservazione: option(number),
    stato_fornitore: option(domainFlag),
    dns: option(domainFlag),
    config: option(domainFlag),
    certif: option(domainFlag),
  }),
  readMailboxAsOperator: call('operator read pec', 'show a mailbox beside account and history', id),
  readCertifiedDomainAsOperator: call('operator read dominio', 'show a domain beside account and history', id),
  readRegistryRequestAsOperator: call('operator read comunica', 'show a request beside account and history', id),
  listOperatorEvents: call('operator events', 'list what operators should know, such as overdue tasks', pages),
  exportAudit: download(
    'operator audit-export',
    'save the chain of all calls, oldest first, as JSON lines',
    {
      after: option(number),
    },
    'FILE.jsonl',
  ),
  exportPerson: download(
    'operator person-export',
    'save all that is known of a person, for themselves',
    person,
    'FILE.tar',
  ),
  erasePerson: call(
    'operator person-erase',
    'erase what ended mailboxes and requests say of a person; only says how much unless --confirm',
    { ...person, confirm: flag },
  ),
  searchAudit: call('operator audit', 'search the calls operators made, newest first', {
    operator: option(text('ID')),
    operation: option(text('NAME')),
    subject: option(text('ID')),
    from: option(text('YYYY-MM-DD')),
    to: option(text('YYYY-MM-DD')),
    ...pages,
  }),
  listTrust: call('operator trust', 'list the trusted lists signatures are judged by', {}),
  recordTakenAddress: call('operator taken add', 'record that an address is taken', {
    casella_pec: word(text('ADDRESS')),
  }),
  forgetTakenAddress: call('operator taken remove', 'forget that an address is taken', { pec: word(text('ADDRESS')) }),
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
  listScenarios: call('sandbox scenarios', 'list what can be let happen to a mailbox, domain or request', {}),
  bringMailbox: call('sandbox scenario pec', 'let something happen to a mailbox', scenario(scenarios.pec)),
  bringCertifiedDomain: call(
    'sandbox scenario dominio',
    'let something happen to a domain',
    scenario(scenarios.dominio),
  ),
  bringRegistryRequest: call(
    'sandbox scenario comunica',
    'let something happen to a request',
    scenario(scenarios.comunica),
  ),
  listInbox: call('sandbox inbox', 'list the callbacks that were sent to the sandbox itself', {
    limit: option(number),
    cursor: option(number),
  }),
  createSnapshot: call('sandbox snapshot', 'keep what your account has now', {}),
  listSnapshots: call('sandbox snapshots', 'list what can be brought back', {}),
  restoreSnapshot: call('sandbox restore', 'bring a snapshot back', id),
  resetSandbox: call('sandbox reset', 'delete everything in your sandbox account and restore its credit', {
    clock: flag,
    scope: clockScope,
  }),
}

/** Lists of the published API are refused with these numbers when they are empty. */
export const emptyAt: Partial<Record<keyof Operations, number>> = {
  listMailboxes: 200,
  listCertifiedDomains: 305,
  listRegistryRequests: 332,
}

/** One of the two, how far or until when, is required. */
function clockAdvance(): Calls['advanceClock'] {
  const advance = call('clock advance', "move the sandbox's clock forward, or that of your account alone", {
    advance: optionalWord(text('P30D')),
    now: option(text('TIME')),
    scope: clockScope,
  })
  return {
    ...advance,
    async read(given) {
      const input = await advance.read(given)
      if (input.advance !== undefined || input.now !== undefined) return input
      throw new UsageError('say how far, such as `clock advance P5D` (five days), or until when with --now')
    },
    async progress({ readClock }) {
      const read = await readClock({}, {})
      return read.ok ? `the clock is at ${String(Object(read.data).now)}` : 'the clock goes on'
    },
  }
}
