/** What customers own, by the one word used everywhere: history, callbacks, documents, provider operations, events. */
export const resourceKinds = ['mailbox', 'certified-domain', 'registry-request'] as const
export type ResourceKind = (typeof resourceKinds)[number]

/** First path segment of the calls about a kind, and so the last part of their scopes. */
export type ResourceSegment = 'pec' | 'dominio' | 'comunica_pec'
