// Tries a connector against the protocol: every rule of docs/connectors.md that can be seen from outside.
import { isDeepStrictEqual } from 'node:util'
import { newSigningSecret, signatureHeaders } from '../../model/message-signature.ts'
import { newResourceId } from '../../model/resource-id.ts'
import type { Capability } from '../port/capabilities.ts'
import { isCapability } from './manifest.ts'
import { changesSomething, largestAnswerBytes, largestFormBytes, protocolVersion } from './protocol.ts'
import { readAnswer, readManifest } from './read-answer.ts'
import { sampleDocument, sampleDomain, sampleMailbox, sampleRequest } from './sample-orders.ts'
import { send, signedExchange } from './signed-exchange.ts'
import type { ConnectorAddress, Heard, Silence } from './signed-exchange.ts'
import * as wire from './translate.ts'

/** What a connector owes the protocol, by the name a breach is reported under. */
export const rules = {
  reachable: 'it can be connected to',
  'in-time': 'every answer comes within 25 seconds',
  bounded: 'no answer is larger than 256 KiB, or 14 MiB with a form',
  'takes-signature': 'a request signed by the secret is taken',
  'refuses-unsigned': 'a request without a signature is answered 401',
  'refuses-another-secret': 'a request signed by another secret is answered 401',
  'refuses-old': 'a request signed an hour ago is answered 401',
  'refuses-changed': 'a request whose body was changed after it was signed is answered 401',
  status: 'every answer to a signed request has status 200',
  signed: 'every answer is signed by the secret',
  fresh: 'every answer is signed at the time it is given',
  bound: "every answer is signed with its question's id and -answer",
  json: 'every answer is JSON',
  version: `it speaks version ${protocolVersion} of the protocol`,
  documented: 'every answer is as connector.openapi.json says',
  'unknown-outcome': 'the outcome of what was never asked is refused, each time',
  'final-no': 'what it said was not done is refused when it is asked afterwards',
  idempotent: 'what is asked again under its reference gets the same answer',
  outcome: 'the outcome of what was done is the answer that was given',
} as const

export type Rule = keyof typeof rules

/** `not tried`: nothing that would show it could be asked. */
export interface Finding {
  rule: Rule
  is: 'kept' | 'broken' | 'not tried'
  means: string
  /** Where it was broken, and how. */
  breaches: string[]
}

const isRule = (name: string): name is Rule => Object.hasOwn(rules, name)

const ruleOf: Readonly<Record<Silence, Rule>> = {
  'not connected': 'reachable',
  'no answer': 'in-time',
  'answer too large': 'bounded',
  'credentials refused': 'takes-signature',
  'answer with another status than 200': 'status',
  'answer not signed': 'signed',
  'answer signed by another secret': 'signed',
  'answer too old or too new': 'fresh',
  'answer signed for another question': 'bound',
  'answer not JSON': 'json',
}
/** The rules that an answer shows to be kept, in the order in which they are looked at. */
const shown: readonly Rule[] = ['reachable', 'in-time', 'bounded', 'takes-signature', 'status', 'signed', 'fresh']
const shownLast: readonly Rule[] = ['bound', 'json']

/**
 * Tries a connector, and returns what was found by rule. Without `orders` nothing is asked of it that could cost anything:
 * what it offers, forged requests, an address, and the outcome of what was never asked. With them a mailbox, a domain and a
 * filing in the name of invented people are taken through all that it offers.
 */
export async function checkConnector(address: ConnectorAddress, { orders }: { orders: boolean }): Promise<Finding[]> {
  const trial = startTrial(address)
  const offered = await trial.manifest()
  if (!trial.isReachable()) return trial.findings()
  await trial.forgeries()
  if (offered !== undefined) {
    const first = [...offered].find(changesSomething)
    if (first !== undefined) await trial.neverAsked(first, orders)
    if (offered.has('mailboxes.checkAddress')) await trial.read('mailboxes.checkAddress')
    if (orders) for (const name of inOrder.filter((one) => offered.has(one))) await trial.order(name)
  }
  return trial.findings()
}

/** As in a life: what ends something comes last. */
const inOrder: readonly Capability[] = [
  'mailboxes.register',
  'mailboxes.activationForm',
  'mailboxes.submitDocuments',
  'mailboxes.status',
  'mailboxes.renew',
  'mailboxes.resize',
  'mailboxes.upgrade',
  'mailboxes.preservationForm',
  'mailboxes.preserve',
  'mailboxes.addUser',
  'mailboxes.revoke',
  'certifiedDomains.order',
  'certifiedDomains.status',
  'certifiedDomains.renew',
  'certifiedDomains.revoke',
  'registryRequests.open',
  'registryRequests.status',
  'registryRequests.submitDocuments',
]

interface Trial {
  manifest(): Promise<ReadonlySet<Capability> | undefined>
  isReachable(): boolean
  forgeries(): Promise<void>
  neverAsked(name: Capability, orders: boolean): Promise<void>
  read(name: Capability): Promise<void>
  order(name: Capability): Promise<void>
  findings(): Finding[]
}

type Said = ReturnType<typeof readAnswer<Capability>>

function startTrial(address: ConnectorAddress): Trial {
  const tried = new Set<Rule>()
  const breaches = new Map<Rule, Set<string>>()
  const refs = new Map<string, string>()
  const now = address.realNow()
  const id = newResourceId(now)

  const keep = (...kept: readonly Rule[]) => kept.forEach((rule) => tried.add(rule))
  function breach(rule: Rule, how: string): void {
    tried.add(rule)
    breaches.set(rule, (breaches.get(rule) ?? new Set()).add(how))
  }

  async function heard(operation: string, more: object, reference?: string): Promise<unknown> {
    const body = { protocol: protocolVersion, operation, now: now.toISOString(), ...more }
    const maxBytes = /Form$|^registryRequests.status$/.test(operation) ? largestFormBytes : largestAnswerBytes
    const question = { operation, maxBytes, ...(reference !== undefined && { reference }) }
    const answer = await signedExchange(address, { ...question, body: { ...body, ...(reference && { reference }) } })
    note(operation, answer)
    return answer.is === 'heard' ? answer.body : undefined
  }

  function note(operation: string, answer: Heard): void {
    if (answer.is === 'heard') return keep(...shown, ...shownLast)
    const rule = ruleOf[answer.why]
    // What comes before it in the order was seen to be kept.
    keep(...shown.slice(0, Math.max(0, shown.indexOf(rule))))
    breach(rule, `${operation}: ${answer.why}${answer.status === undefined ? '' : ` (${answer.status})`}`)
  }

  async function ask(name: Capability, how: 'ask' | 'outcome', reference?: string): Promise<Said | undefined> {
    const { documents, ...asked } = await membersFor(name)
    const whole = documents === undefined ? asked : { ...asked, documents }
    const body =
      how === 'ask' ? await heard(name, whole, reference) : await heard('outcome', { of: name, asked }, reference)
    if (body === undefined) return undefined
    const said = readAnswer(name, how, body)
    const place = how === 'ask' ? name : `outcome of ${name}`
    if (said.is === 'not understood') breach('documented', `${place}: ${said.where}`)
    else keep('documented')
    return said.is === 'not understood' ? undefined : said
  }

  async function membersFor(name: Capability): Promise<Record<string, unknown>> {
    const [group = ''] = name.split('.')
    const ref = refs.get(group) ?? null
    const [mailbox, domain, request] = [
      sampleMailbox(id, now, ref),
      sampleDomain(id, now, ref),
      sampleRequest(id, now, ref),
    ]
    const documents = /submitDocuments$|preserve$/.test(name)
      ? { documents: await wire.documents([sampleDocument]) }
      : {}
    const sent = /status$/.test(name) ? { submissions: 1, submittedAt: now } : {}
    const members: Partial<Record<Capability, object>> = {
      'mailboxes.checkAddress': { casella_pec: mailbox.casella_pec },
      'mailboxes.register': { mailbox: wire.newMailbox(mailbox) },
      'mailboxes.resize': { spaces: { spazio_disco: 2048, spazio_storico: 0, spazio_conservazione: 0 } },
      'mailboxes.upgrade': { tipo_casella: 'GOLD' },
      'mailboxes.renew': { years: 1 },
      'mailboxes.preserve': { spazio_conservazione: 512 },
      'mailboxes.addUser': { user: sampleUser },
      'certifiedDomains.order': { domain: wire.newDomain(domain) },
      'certifiedDomains.renew': { years: 1 },
      'registryRequests.open': { request: wire.newRequest(request) },
    }
    const subjects: Record<string, object> = {
      mailboxes: { mailbox: wire.mailbox({ ...mailbox, ...sent }) },
      certifiedDomains: { domain: wire.domain(domain) },
      registryRequests: { request: wire.request(request) },
    }
    return { ...(name !== 'mailboxes.checkAddress' && subjects[group]), ...members[name], ...documents }
  }

  /** Asks again for what was just answered with a no. A `not-done` may become `refused`: both mean that it was not done. */
  async function staysUndone(name: Capability, reference: string): Promise<void> {
    const [again, outcome] = [await ask(name, 'ask', reference), await ask(name, 'outcome', reference)]
    for (const [place, said] of [
      [name, again],
      [`outcome of ${name}`, outcome],
    ] as const)
      if (said?.is === 'refused' || said?.is === 'not-done') keep('final-no')
      else if (said !== undefined) breach('final-no', `${place}: ${said.is}`)
  }

  return {
    isReachable: () => !breaches.has('reachable'),
    async manifest() {
      const body = await heard('manifest', {})
      if (body === undefined) return undefined
      const said = readManifest(body)
      if ('is' in said) return void breach('documented', `manifest: ${said.where}`)
      keep('documented', 'version')
      if (said.protocol === protocolVersion) return new Set(said.capabilities.filter(isCapability))
      return void breach('version', `manifest: protocol ${said.protocol}`)
    },
    async forgeries() {
      const bytes = Buffer.from(
        JSON.stringify({ protocol: protocolVersion, operation: 'manifest', now: now.toISOString() }),
      )
      const signed = (changes: object = {}) => {
        const right = { id: `req_${newResourceId(now)}`, timestamp: now, body: bytes, secrets: [address.secret] }
        return signatureHeaders({ ...right, ...changes })
      }
      const forged: [Rule, Uint8Array, Record<string, string>][] = [
        ['refuses-unsigned', bytes, {}],
        ['refuses-another-secret', bytes, signed({ secrets: [newSigningSecret()] })],
        ['refuses-old', bytes, signed({ timestamp: new Date(now.getTime() - 3_600_000) })],
        ['refuses-changed', Buffer.concat([bytes, Buffer.from(' ')]), signed()],
      ]
      for (const [rule, body, headers] of forged) {
        const question = { operation: 'manifest', maxBytes: largestAnswerBytes }
        const answer = await send(address, question, body, headers)
        if (answer.is === 'answered' && answer.status === 401) keep(rule)
        else breach(rule, `manifest: ${answer.is === 'answered' ? `status ${answer.status}` : answer.is}`)
      }
    },
    async neverAsked(name, orders) {
      const reference = newResourceId(now)
      for (let times = 0; times < 2; times += 1) {
        const said = await ask(name, 'outcome', reference)
        if (said?.is === 'refused') keep('unknown-outcome')
        else if (said !== undefined) breach('unknown-outcome', `outcome of ${name}: ${said.is}`)
      }
      // A connector that breaks this one does what was asked.
      if (!orders || breaches.has('unknown-outcome')) return
      const said = await ask(name, 'ask', reference)
      if (said?.is === 'refused') keep('final-no')
      else if (said !== undefined) breach('final-no', `${name}: ${said.is}`)
    },
    async read(name) {
      await ask(name, 'ask')
    },
    async order(name) {
      if (!changesSomething(name)) return void (await ask(name, 'ask'))
      const reference = newResourceId(now)
      const said = await ask(name, 'ask', reference)
      if (said?.is === 'refused' || said?.is === 'not-done') return staysUndone(name, reference)
      if (said?.is !== 'done') return
      const ref: unknown = Reflect.get(said.value, 'provider_ref')
      if (typeof ref === 'string') refs.set(name.split('.')[0] ?? '', ref)
      const [again, outcome] = [await ask(name, 'ask', reference), await ask(name, 'outcome', reference)]
      if (isDeepStrictEqual(again, said)) keep('idempotent')
      else
        breach(
          'idempotent',
          `${name}: ${again?.is ?? 'no answer'}${again?.is === 'done' ? ', with another value' : ''}`,
        )
      if (isDeepStrictEqual(outcome, said)) keep('outcome')
      else
        breach(
          'outcome',
          `${name}: ${outcome?.is ?? 'no answer'}${outcome?.is === 'done' ? ', with another value' : ''}`,
        )
    },
    findings: () =>
      Object.keys(rules)
        .filter(isRule)
        .map((rule) => {
          const found = [...(breaches.get(rule) ?? [])]
          const is = found.length > 0 ? 'broken' : tried.has(rule) ? 'kept' : 'not tried'
          return { rule, is, means: rules[rule], breaches: found }
        }),
  }
}

const sampleUser = {
  nome: 'luca',
  cognome: 'bianchi',
  descrizione: 'prova',
  email_gestione_password: 'luca@example.com',
}
