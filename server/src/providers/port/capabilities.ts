// The closed list of what a provider may be able to do, each with one sentence, and whether one can.
import type { DomainAsks, DomainPort } from './certified-domains.ts'
import type { MailboxAsks, MailboxPort } from './mailboxes.ts'
import type { ProviderReads } from './reads.ts'
import type { RequestAsks, RequestPort } from './registry-requests.ts'

/** What is asked of a provider, by resource. */
export interface Asks {
  mailboxes: MailboxAsks
  certifiedDomains: DomainAsks
  registryRequests: RequestAsks
}

export interface Provider extends Asks {
  manifest: Manifest
  mailboxes: MailboxPort
  certifiedDomains: DomainPort
  registryRequests: RequestPort
  /**
   * The same questions about the past, for a provider that is not in process: `done` when it did what was asked under
   * that reference, `refused` when it did not and never will, `pending` while it is still at it.
   */
  outcomes?: Asks
  /** How resources stand there, for the nightly comparison; absent where nothing is compared. */
  reads?: ProviderReads
  /** Questions about progress a minute at most, from all processes; without it as many as there are. */
  callsPerMinute?: number
  /** Whether it can be reached and takes our credentials; absent where there is nothing to reach. Never throws. */
  health?(): Promise<ProviderHealth>
  /** Learns from it what it can do, as a server starts; absent where that is known. Never throws, and takes seconds at most. */
  prepare?(): Promise<void>
}

/** How a provider over the network is doing. */
export interface ProviderHealth {
  reachable: boolean
  /** Unknown while it cannot be reached. */
  credentials: 'accepted' | 'refused' | 'unknown'
  /** Our credit there in euro, where it said so. */
  credit?: string
  /** What keeps it from serving us although it can be reached. */
  problem?: string
}

export const capabilities = {
  'mailboxes.checkAddress': 'says whether an address is free',
  'mailboxes.register': 'takes the order of a new mailbox and reserves its address',
  'mailboxes.submitDocuments': 'takes the signed documents of an activation',
  'mailboxes.status': 'says what became of a registration or an activation',
  'mailboxes.activationForm': 'brings its own activation form',
  'mailboxes.preservationForm': 'brings its own form for legal preservation',
  'mailboxes.revoke': 'switches a mailbox off',
  'mailboxes.renew': 'prolongs a mailbox, or brings a revoked one back',
  'mailboxes.resize': 'enlarges the spaces of a mailbox',
  'mailboxes.upgrade': 'turns a mailbox into a higher kind',
  'mailboxes.preserve': 'switches on legal preservation',
  'mailboxes.addUser': 'adds a user to a mailbox',
  'registryRequests.open': 'opens a filing with the Business Register',
  'registryRequests.submitDocuments': 'takes the signed power of attorney and files',
  'registryRequests.status': 'says what became of a filing with the Business Register',
  'certifiedDomains.order': 'takes the order of a domain to be certified',
  'certifiedDomains.status': 'says how far the certification of a domain is',
  'certifiedDomains.renew': 'prolongs a certified domain, or brings a revoked one back',
  'certifiedDomains.revoke': 'switches a certified domain off with its mailboxes',
} as const

export type Capability = keyof typeof capabilities

/** What a provider says of a capability: it has it, it never will and why, or it lacks it so far. */
export type Can = { is: 'yes' } | { is: 'no'; why: string } | { is: 'not yet' }

export const yes: Can = { is: 'yes' }
export const no = (why: string): Can => ({ is: 'no', why })

/** Every kind of provider. Only a sandbox has the simulated one. */
export const providerKinds = ['sandbox', 'back-office', 'upstream', 'connector'] as const
export type ProviderKind = (typeof providerKinds)[number]

/** What a provider is called and can do; a table without behaviour. */
export interface Manifest {
  /** The name in PROVIDERS_FILE; without a file, the kind. Resources are kept under it. */
  name: string
  kind: ProviderKind
  label: string
  /** True when it answers within this process and its transaction: nothing can be lost between asking and applying. */
  inProcess: boolean
  /** True when people do what it was ordered: each change they have to repeat becomes a task in the operators' queue. */
  byHand?: true
  can: Record<Capability, Can>
  settings: Record<string, { means: string; secret: boolean }>
}

/** Whether a provider has a capability: the member is there. */
export function can(provider: Asks, capability: Capability): boolean {
  const [group = '', name = ''] = capability.split('.')
  const members: unknown = Reflect.get(provider, group)
  return typeof members === 'object' && members !== null && typeof Reflect.get(members, name) === 'function'
}

/** What of a provider's manifest is not true of its members, one line each; none is the only good answer. */
export function contradictionsIn(provider: Provider): string[] {
  const { manifest, outcomes } = provider
  const untrue = Object.entries(manifest.can)
    .filter(([name, said]) => isCapability(name) && (said.is === 'yes') !== can(provider, name))
    .map(([name, said]) => `${manifest.name} says ${said.is} of ${name}, and its adapter says otherwise`)
  if (manifest.inProcess) return untrue
  if (outcomes === undefined) return [...untrue, `${manifest.name} cannot be asked what became of what it was asked`]
  const unaskable = askable.filter((name) => can(provider, name) && !can(outcomes, name))
  return [...untrue, ...unaskable.map((name) => `${manifest.name} cannot be asked what became of ${name}`)]
}

const isCapability = (name: string): name is Capability => Object.hasOwn(capabilities, name)

// What changes nothing need not be asked about afterwards.
const changesNothing = /\.(checkAddress|status|activationForm|preservationForm)$/
const askable = Object.keys(capabilities)
  .filter(isCapability)
  .filter((name) => !changesNothing.test(name))
