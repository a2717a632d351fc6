// Spans for the OpenTelemetry SDK that the operator loads beside the server. We bring the API alone, which finds it.
import { ProxyTracerProvider, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import { Refusal } from '../errors/refusal.ts'
import type { SpanOf, Tracer } from './tracer.ts'

const kinds: Readonly<Record<SpanOf, SpanKind>> = {
  call: SpanKind.SERVER,
  job: SpanKind.INTERNAL,
  provider: SpanKind.CLIENT,
  callback: SpanKind.CLIENT,
}

/** What runs by itself is nobody's part, though a call may have woken it. */
const beginsAnew: ReadonlySet<SpanOf> = new Set(['job', 'callback'])

/** Spans by the SDK of this process. */
export function openTelemetryTracer(version: string): Tracer {
  const tracer = trace.getTracer('ceralacca', version)
  return {
    span: ({ of, name, attributes }, work) =>
      tracer.startActiveSpan(
        name,
        { kind: kinds[of], root: beginsAnew.has(of), attributes: { 'ceralacca.span': of, ...attributes } },
        async (span) => {
          try {
            return await work((more) => span.setAttributes(more))
          } catch (error) {
            noteFailure(span, error)
            throw error
          } finally {
            span.end()
          }
        },
      ),
  }
}

/** Whether an SDK is there to take them. */
export function isTraced(): boolean {
  const provider = trace.getTracerProvider()
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer('ceralacca') !== undefined
}

/** What went wrong, in our words: messages may quote values. */
function noteFailure(span: Span, error: unknown): void {
  if (error instanceof Refusal) {
    span.setAttributes({ 'http.response.status_code': error.http, 'ceralacca.refusal': error.number })
    if (error.http < 500) return
  }
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error)
  span.setStatus({ code: SpanStatusCode.ERROR })
}
