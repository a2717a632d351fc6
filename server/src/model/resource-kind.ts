/** The kinds of resource, by the one name used in history, callbacks, documents, provider operations and events. */
export const resourceKinds = ['mailbox', 'certified-domain', 'registry-request'] as const
export type ResourceKind = (typeof resourceKinds)[number]

/** What history and events are about: a resource, or the account itself. */
export type SubjectKind = ResourceKind | 'account'

/** First path segment of the calls about a kind, and therefore the last part of their scopes. */
export type ResourceSegment = 'pec' | 'dominio' | 'comunica_pec'
