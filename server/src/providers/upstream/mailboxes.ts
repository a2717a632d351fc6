// Mailboxes at a server of the contract (docs/contract.md, "Operations").
import { boxTypes, isBoxType } from '../../model/box-types.ts'
import { declaredDocument, declaredTexts } from '../../model/mailbox-fields.ts'
import type { Spaces } from '../../model/mailbox-fields.ts'
import type { Ask, DocumentHandle } from '../port/answer.ts'
import type {
  MailboxAsks,
  MailboxFacts,
  MailboxOrder,
  MailboxPort,
  NewMailboxOrder,
  Registered,
} from '../port/mailboxes.ts'
import { carrier } from './carry-out.ts'
import type { Errand, How } from './carry-out.ts'
import { base64Of, callbackTo, expiryAgrees, isRenewedTo, lookAmongNewest, reader, unread, within } from './calls.ts'
import type { Reading } from './calls.ts'
import { codeIn, expiryIn, idIn, listIn, mailboxFactsIn, memberOf, saysTheSame, textIn } from './translate.ts'
import type { UpstreamClient } from './client.ts'

/** What is asked for mailboxes, or what became of it. */
export function upstreamMailboxAsks(client: UpstreamClient, how: How): MailboxAsks {
  const carry = carrier(client, how)
  /** Something asked for a mailbox that is there: the same reading shows the effect in the answer and afterwards. */
  const change = <V>(
    order: MailboxOrder,
    ask: Ask,
    call: (path: string) => ReturnType<Errand<V>['call']>,
    effect: (data: unknown) => V | undefined,
    before?: Errand<V>['before'],
  ) => {
    const { path, read } = mailboxAt(client, order)
    const own = (data: unknown) => (mailboxIs(data, order) ? effect(data) : undefined)
    const look = async () => within(await read(), effect)
    return carry({ call: () => call(path), effect: own, look, ...(before && { before }) }, ask)
  }
  return {
    register: (order, ask) =>
      carry(
        {
          call: async () => ({ method: 'POST', path: '/pec', body: { ...declaredBy(order), ...callbackTo(ask) } }),
          effect: (data) => registered(data, order, ask),
          look: () => lookForRegistration(client, order, ask),
        },
        ask,
      ),
    submitDocuments: (order, documents, ask) =>
      change(order, ask, sending('attivazione', documents), (data) => {
        // The verdict may be there before anybody read again; only documents that came back earlier look the same.
        const fresh = order.submissions <= 1 ? ['documenti_errati'] : []
        const has = ['in_evasione', 'evasa', ...fresh].includes(textIn(data, 'stato'))
        return has ? { askAgainAt: ask.now } : undefined
      }),
    revoke: (order, ask) =>
      change(
        order,
        ask,
        async (path) => ({ method: 'DELETE', path }),
        (data) => (['revocata', 'chiusa'].includes(textIn(data, 'stato')) ? {} : undefined),
      ),
    renew: (order, years, ask) =>
      change(
        order,
        ask,
        async (path) => ({ method: 'GET', path: `${path}/rinnovo?anni=${years}` }),
        (data) => renewed(data, order, years),
        async () =>
          expiryAgrees(client, await mailboxAt(client, order).read(), order.expiresAt, (data) =>
            renewed(data, order, years),
          ),
      ),
    resize: (order, spaces, ask) =>
      change(
        order,
        ask,
        async (path) => ({ method: 'PATCH', path: `${path}/modifica`, body: grown(order, spaces) }),
        (data) => hasSpaces(mailboxFactsIn(data), spaces),
      ),
    upgrade: (order, tipo_casella, ask) =>
      change(
        order,
        ask,
        async (path) => ({ method: 'PATCH', path: `${path}/trasformazione`, body: { tipo_casella } }),
        (data) => (rankOf(textIn(data, 'tipo_casella')) >= rankOf(tipo_casella) ? mailboxFactsIn(data) : undefined),
      ),
    preserve: (order, spazio_conservazione, documents, ask) =>
      change(order, ask, sending('conservazione', documents, { spazio_conservazione }), (data) =>
        memberOf(data, 'conservazione') === true ? mailboxFactsIn(data) : undefined,
      ),
    addUser: (order, user, ask) =>
      change(
        order,
        ask,
        async (path) => ({ method: 'POST', path: `${path}/multiutenza`, body: user }),
        (data) => {
          const known = new Set(order.users.map(({ userid }) => userid))
          const added = listIn(memberOf(data, 'multiutenza')).find(
            (one) => !known.has(textIn(one, 'userid')) && saysTheSame(one, { ...user }, Object.keys(user)),
          )
          const userid = codeIn(added, 'userid')
          return userid === undefined ? undefined : { userid }
        },
      ),
  }
}

/** What is read of mailboxes. */
export function upstreamMailboxReads(client: UpstreamClient): Required<Omit<MailboxPort, keyof MailboxAsks>> {
  const form = (name: string) => async (order: MailboxOrder) => {
    const bytes = await client.pdf(`${mailboxAt(client, order).path}/${name}`)
    if (bytes === undefined) return { is: 'down', cause: 'no form' } as const
    return { is: 'done', value: { bytes, contentType: 'application/pdf' } } as const
  }
  return {
    async checkAddress(casella_pec) {
      // Half a character cannot be spelled in a path.
      const address = encodeURIComponent(Buffer.from(casella_pec).toString())
      const reply = await client.call({ method: 'GET', path: `/verifica_pec/${address}` })
      const available = reply.is === 'answered' ? memberOf(reply.data, 'available') : undefined
      return typeof available === 'boolean' ? { is: 'done', value: { available } } : { is: 'down', cause: 'no answer' }
    },
    async status(order, now) {
      const reading = await mailboxAt(client, order).read()
      if (reading.is !== 'read') return unread(reading)
      const stato = textIn(reading.data, 'stato')
      if (stato === 'evasa' && expiryIn(reading.data) !== undefined)
        return { is: 'done', value: { is: 'activated', ...mailboxFactsIn(reading.data) } }
      if (stato === 'documenti_errati' && order.submissions > 0)
        return { is: 'done', value: { is: 'sent back', reasons: ['the provider sent the documents back'] } }
      if (stato === 'registrazione_annullata' || stato === 'chiusa')
        return { is: 'done', value: { is: 'called off', reason: 'cancelled by the provider' } }
      if (stato === 'revocata') {
        // It was activated and taken back before we looked. Whether it works again is for people, there.
        client.report('revoked there')
        return { is: 'pending', askAgainAt: new Date(now.getTime() + AN_HOUR_MS) }
      }
      return { is: 'pending', askAgainAt: nextPoll(order.submissions, now) }
    },
    activationForm: form('modulo_attivazione'),
    preservationForm: form('modulo_conservazione'),
  }
}

const A_MINUTE_MS = 60_000
const AN_HOUR_MS = 3_600_000
/** Soon while documents are being looked at; rarely while nothing was sent. */
const nextPoll = (submissions: number, now: Date) =>
  new Date(now.getTime() + (submissions > 0 ? A_MINUTE_MS : AN_HOUR_MS))

/** Where it is read. */
export const mailboxPath = ({ providerRef }: MailboxOrder) => `/pec/${providerRef ?? ''}`

function mailboxAt(client: UpstreamClient, order: MailboxOrder): { path: string; read(): Promise<Reading> } {
  const path = mailboxPath(order)
  return { path, read: reader(client, path, (data) => mailboxIs(data, order)) }
}

/** Whether an object is the mailbox of the order, and no other one. */
export const mailboxIs = (data: unknown, { providerRef, casella_pec }: MailboxOrder) =>
  providerRef !== null && idIn(data) === providerRef && saysTheSame(data, { casella_pec }, ['casella_pec'])

function sending(name: string, documents: readonly DocumentHandle[], more: object = {}) {
  return async (path: string) => ({
    method: 'PATCH' as const,
    path: `${path}/${name}`,
    body: { ...more, documenti: await base64Of(documents) },
  })
}

function declaredBy(order: NewMailboxOrder): object {
  const texts = declaredTexts.map((name) => [name, order[name]])
  const document = declaredDocument.filter((name) => order[name] !== null).map((name) => [name, order[name]])
  // Renewals are ours to pay for and to ask.
  return { ...Object.fromEntries([...texts, ...document]), tipo_casella: order.tipo_casella, autorinnovo: false }
}

function registered(data: unknown, order: NewMailboxOrder, { now }: Ask): Registered | undefined {
  const [providerRef, cod_attivazione] = [idIn(data), codeIn(data, 'cod_attivazione')]
  const isIt = saysTheSame(data, { ...order }, ['casella_pec', 'tipo_casella'])
  if (providerRef === undefined || cod_attivazione === undefined || !isIt) return undefined
  const uid = codeIn(data, 'uid')
  return { providerRef, cod_attivazione, ...(uid && { uid }), askAgainAt: nextPoll(0, now) }
}

const declaredAlike = [
  'codice_fiscale_richiedente',
  'nome_richiedente',
  'cognome_richiedente',
  'email',
  'cf_piva_titolare',
]

/** Ours is among the newest, not activated yet, of nobody else, and says what we declared. */
const lookForRegistration = (client: UpstreamClient, order: NewMailboxOrder, ask: Ask) =>
  lookAmongNewest(
    client,
    '/pec',
    (item) =>
      saysTheSame(item, { ...order }, ['casella_pec', 'tipo_casella']) && textIn(item, 'stato') === 'registrata',
    ask,
    (data) => (saysTheSame(data, { ...order }, declaredAlike) ? registered(data, order, ask) : undefined),
  )

function renewed(data: unknown, order: MailboxOrder, years: number): MailboxFacts | undefined {
  const expiresAt = expiryIn(data)
  if (textIn(data, 'stato') !== 'evasa' || expiresAt === undefined) return undefined
  const isRenewed = order.expiresAt === null || isRenewedTo(expiresAt, order.expiresAt, years)
  return isRenewed ? mailboxFactsIn(data) : undefined
}

/** Only what grows: a space it has already might be refused. */
function grown(order: MailboxOrder, spaces: Spaces): Partial<Spaces> {
  const { spazio_disco, spazio_storico, spazio_conservazione } = spaces
  return {
    ...(spazio_disco > order.spazio_disco && { spazio_disco }),
    ...(spazio_storico > order.spazio_storico && { spazio_storico }),
    ...(spazio_conservazione > order.spazio_conservazione && { spazio_conservazione }),
  }
}

function hasSpaces(facts: MailboxFacts, wanted: Spaces): MailboxFacts | undefined {
  const { spazio_disco = 0, spazio_storico = 0, spazio_conservazione = 0 } = facts.spaces ?? {}
  const has =
    spazio_disco >= wanted.spazio_disco &&
    spazio_storico >= wanted.spazio_storico &&
    spazio_conservazione >= wanted.spazio_conservazione
  return has ? facts : undefined
}

const rankOf = (type: string) => (isBoxType(type) ? (boxTypes[type].rank ?? 0) : 0)
