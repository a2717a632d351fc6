// A provider that is a connector: a private partner API behind the HTTP protocol of docs/connectors.md.
import type { Answer, Ask, DocumentHandle } from '../port/answer.ts'
import type { Asks, Capability, Provider } from '../port/capabilities.ts'
import type { DomainAsks, DomainPort } from '../port/certified-domains.ts'
import type { MailboxAsks, MailboxPort } from '../port/mailboxes.ts'
import type { RequestAsks, RequestPort } from '../port/registry-requests.ts'
import { connectorClient } from './client.ts'
import type { ConnectorClient, ConnectorOptions, Read } from './client.ts'
import { manifestOf } from './manifest.ts'
import * as wire from './translate.ts'

/** The provider at `baseUrl`. What it can do is what it says, from when it has said so; until then everything. */
export function connectorProvider(options: ConnectorOptions): Provider {
  const client = connectorClient(options)
  const asked = asksBy(asking(client))
  const mailboxes = { ...asked.mailboxes, ...mailboxReads(client) }
  const certifiedDomains = { ...asked.certifiedDomains, ...domainReads(client) }
  const registryRequests = { ...asked.registryRequests, ...requestReads(client) }
  return {
    get manifest() {
      return manifestOf(options.name, client.offered())
    },
    get mailboxes() {
      return offeredOf('mailboxes', mailboxes, client.offered())
    },
    get certifiedDomains() {
      return offeredOf('certifiedDomains', certifiedDomains, client.offered())
    },
    get registryRequests() {
      return offeredOf('registryRequests', registryRequests, client.offered())
    },
    // Also of what it no longer offers.
    outcomes: asksBy(lookingBack(client)),
    health: () => client.health(),
    prepare: () => client.prepare(),
  }
}

function offeredOf<P extends MailboxPort | DomainPort | RequestPort>(
  group: keyof Asks,
  members: P,
  offered: ReadonlySet<string> | undefined,
): P {
  const port = { ...members }
  for (const name of Object.keys(port))
    if (offered?.has(`${group}.${name}`) === false) Reflect.deleteProperty(port, name)
  return port
}

/** Asks for something, or what became of it. Only who asks for it reads documents. */
type Asker = <C extends Capability, V>(
  name: C,
  ask: Ask,
  members: object,
  read: Read<C, V>,
  documents?: readonly DocumentHandle[],
) => Promise<Answer<V>>

const asking =
  (client: ConnectorClient): Asker =>
  async (name, ask, members, read, documents) => {
    const all = documents === undefined ? members : { ...members, documents: await wire.documents(documents) }
    return client.ask(name, ask, all, read)
  }

const lookingBack =
  (client: ConnectorClient): Asker =>
  (name, ask, members, read) =>
    client.outcome(name, ask, members, read)

const asksBy = (asker: Asker): Asks => ({
  mailboxes: mailboxAsks(asker),
  certifiedDomains: domainAsks(asker),
  registryRequests: requestAsks(asker),
})

const A_MINUTE = 60
const AN_HOUR = 3_600

/** When to ask how far it is: when the connector said, or after so many seconds. */
const next = (
  { now }: Ask,
  { ask_again_after_seconds: said }: { ask_again_after_seconds?: number },
  otherwise: number,
) => ({ askAgainAt: wire.later(now, said ?? otherwise) }) as const

const nothing = () => ({})

function mailboxAsks(asker: Asker): MailboxAsks {
  return {
    register: (order, ask) =>
      asker('mailboxes.register', ask, { mailbox: wire.newMailbox(order) }, (value) => ({
        cod_attivazione: value.cod_attivazione,
        ...(value.provider_ref !== undefined && { providerRef: value.provider_ref }),
        ...(value.uid !== undefined && { uid: value.uid }),
        ...next(ask, value, AN_HOUR),
      })),
    submitDocuments: (order, documents, ask) =>
      asker(
        'mailboxes.submitDocuments',
        ask,
        { mailbox: wire.mailbox(order) },
        (value) => next(ask, value, A_MINUTE),
        documents,
      ),
    revoke: (order, ask) => asker('mailboxes.revoke', ask, { mailbox: wire.mailbox(order) }, nothing),
    renew: (order, years, ask) => asker('mailboxes.renew', ask, { mailbox: wire.mailbox(order), years }, wire.factsIn),
    resize: (order, spaces, ask) =>
      asker('mailboxes.resize', ask, { mailbox: wire.mailbox(order), spaces }, wire.factsIn),
    upgrade: (order, tipo_casella, ask) =>
      asker('mailboxes.upgrade', ask, { mailbox: wire.mailbox(order), tipo_casella }, wire.factsIn),
    preserve: (order, spazio_conservazione, documents, ask) =>
      asker('mailboxes.preserve', ask, { mailbox: wire.mailbox(order), spazio_conservazione }, wire.factsIn, documents),
    addUser: (order, user, ask) =>
      asker('mailboxes.addUser', ask, { mailbox: wire.mailbox(order), user: wire.newUser(user) }, ({ userid }) =>
        userid === undefined ? {} : { userid },
      ),
  }
}

function mailboxReads(client: ConnectorClient): Required<Omit<MailboxPort, keyof MailboxAsks>> {
  return {
    checkAddress: (casella_pec) =>
      reading(client.ask('mailboxes.checkAddress', { now: client.realNow() }, { casella_pec }, (value) => value)),
    status: (order, now) =>
      reading(client.ask('mailboxes.status', { now }, { mailbox: wire.mailbox(order) }, wire.mailboxStatusIn)),
    activationForm: (order, now) =>
      reading(client.ask('mailboxes.activationForm', { now }, { mailbox: wire.mailbox(order) }, wire.formIn)),
    preservationForm: (order, now) =>
      reading(client.ask('mailboxes.preservationForm', { now }, { mailbox: wire.mailbox(order) }, wire.formIn)),
  }
}

/** What only reads has nothing to undo: any no is silence. */
async function reading<V>(answer: Promise<Answer<V>>): Promise<Answer<V>> {
  const said = await answer
  if (said.is === 'not done') return { is: 'down', cause: said.cause }
  return said.is === 'refused' ? { is: 'down', cause: 'refused where it was read' } : said
}

function domainAsks(asker: Asker): DomainAsks {
  return {
    order: (order, ask) =>
      asker('certifiedDomains.order', ask, { domain: wire.newDomain(order) }, (value) => ({
        ...(value.provider_ref !== undefined && { providerRef: value.provider_ref }),
        ...expiryIn(value),
        ...next(ask, value, A_MINUTE),
      })),
    renew: (order, years, ask) => asker('certifiedDomains.renew', ask, { domain: wire.domain(order), years }, expiryIn),
    revoke: (order, ask) => asker('certifiedDomains.revoke', ask, { domain: wire.domain(order) }, nothing),
  }
}

const expiryIn = ({ expires_at }: { expires_at?: string }): { expiresAt?: Date } =>
  expires_at === undefined ? {} : { expiresAt: new Date(expires_at) }

function domainReads(client: ConnectorClient): Required<Pick<DomainPort, 'status'>> {
  return {
    status: (order, now) =>
      reading(
        client.ask('certifiedDomains.status', { now }, { domain: wire.domain(order) }, (value) =>
          wire.domainStatusIn(value, now),
        ),
      ),
  }
}

function requestAsks(asker: Asker): RequestAsks {
  return {
    open: (order, ask) =>
      asker('registryRequests.open', ask, { request: wire.newRequest(order) }, (value) => ({
        ...(value.provider_ref !== undefined && { providerRef: value.provider_ref }),
        ...(value.codice_registro_imprese !== undefined && { codice_registro_imprese: value.codice_registro_imprese }),
        ...next(ask, value, A_MINUTE),
      })),
    submitDocuments: (order, documents, ask) =>
      asker(
        'registryRequests.submitDocuments',
        ask,
        { request: wire.request(order) },
        (value) => next(ask, value, A_MINUTE),
        documents,
      ),
  }
}

function requestReads(client: ConnectorClient): Required<Pick<RequestPort, 'status'>> {
  return {
    status: (order, now) =>
      reading(client.ask('registryRequests.status', { now }, { request: wire.request(order) }, wire.requestStatusIn)),
  }
}
