// What the process does, as spans: told to whoever traces it, and to nobody unless TRACES is on (docs/operating.md).

/** What a span is of: a call of somebody, a run of a job, a question asked of a provider, an attempt at a callback. */
export type SpanOf = 'call' | 'job' | 'provider' | 'callback'

export interface Spanned {
  of: SpanOf
  /** Of a closed list, such as the name of a call or job. */
  name: string
  attributes?: Attributes
}

/** Never personal data, nor ids of accounts: a request's id leads to its line in the log, which has them. */
export type Attributes = Readonly<Record<string, string | number>>

export interface Tracer {
  /** Runs `work` as a span, which ends with it; `note` adds attributes known only then. */
  span<T>(spanned: Spanned, work: (note: (attributes: Attributes) => void) => Promise<T>): Promise<T>
}

/** Tells nobody. */
export const untraced: Tracer = { span: (_spanned, work) => work(() => undefined) }
