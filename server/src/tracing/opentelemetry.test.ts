// An operator who runs an OpenTelemetry SDK beside the server sees calls, jobs, providers and callbacks as spans, and nobody's
// data in them.
import { context as active, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startReceiver } from '../testing/receiver.ts'
import { startServer } from '../testing/world.ts'
import { isTraced, openTelemetryTracer } from './opentelemetry.ts'

const exporter = new InMemorySpanExporter()
beforeAll(() => {
  expect(isTraced()).toBe(false)
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  active.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterAll(() => {
  trace.disable()
  active.disable()
})

const spansOf = (kind: string) => exporter.getFinishedSpans().filter((one) => one.attributes['ceralacca.span'] === kind)

describe('TRACES=on', () => {
  const world = startServer({ TRACES: 'on', CALLBACK_PRIVATE_ADDRESSES: 'allow' })

  it('tells calls, jobs and callbacks to the SDK, by names and numbers alone', async () => {
    expect(isTraced()).toBe(true)
    await using receiver = await startReceiver()
    const { customer, id, casella_pec } = await world.given.submittedMailbox({ callback: { url: receiver.url } })
    await world.pass(10_000)
    await customer.get(`/verifica_pec/${casella_pec}`)
    const reply = await customer.post('/pec', { casella_pec: 'senza.altro@testcert.legalmail.it' })

    const calls = spansOf('call')
    expect(calls.find(({ name }) => name === 'activateMailbox')).toMatchObject({
      kind: SpanKind.SERVER,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'http.request.method': 'PATCH',
        'http.route': '/pec/{id}/attivazione',
        'http.response.status_code': 200,
        'ceralacca.request_id': expect.stringMatching(/^[0-9a-f]{24}$/),
      },
    })
    const refused = calls.filter(({ name }) => name === 'registerMailbox').at(-1)
    expect(refused?.attributes).toMatchObject({
      'http.response.status_code': reply.status,
      'ceralacca.refusal': reply.error,
    })
    expect(spansOf('job').find(({ name }) => name === 'follow-activation')).toMatchObject({
      kind: SpanKind.INTERNAL,
      attributes: { 'ceralacca.items': 1 },
    })
    expect(spansOf('callback')[0]).toMatchObject({
      kind: SpanKind.CLIENT,
      attributes: { 'ceralacca.outcome': 'delivered', 'ceralacca.attempt': 1 },
    })
    for (const span of [...spansOf('job'), ...spansOf('callback')]) expect(span.parentSpanContext).toBeUndefined()
    const told = JSON.stringify(
      exporter.getFinishedSpans().map(({ name, attributes, events }) => [name, attributes, events]),
    )
    for (const personal of [id, casella_pec, customer.accountId, customer.email, receiver.url, 'senza.altro'])
      expect(told).not.toContain(personal)
  })

  it('tells a failure by its kind, without its words, and a question within what it was asked for', async () => {
    exporter.reset()
    const tracer = openTelemetryTracer('1')
    const failing = tracer.span({ of: 'call', name: 'outer' }, () =>
      tracer.span({ of: 'provider', name: 'mailboxes.renew' }, () => Promise.reject(new RangeError('mario.rossi'))),
    )
    await expect(failing).rejects.toThrow(RangeError)
    const [inner, outer] = exporter.getFinishedSpans()
    expect(inner).toMatchObject({
      name: 'mailboxes.renew',
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'RangeError' },
      events: [],
    })
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId)
    expect(JSON.stringify(inner?.status)).not.toContain('mario')
  })
})
