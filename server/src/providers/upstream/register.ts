// Requests to the Business Register at a server of the contract. Its power of attorney is what is signed.
import { declaredRequestTexts } from '../../model/registry-request-fields.ts'
import type { Ask } from '../port/answer.ts'
import type {
  FilingOpened,
  NewRequestOrder,
  RequestAsks,
  RequestOrder,
  RequestPort,
} from '../port/registry-requests.ts'
import { carrier } from './carry-out.ts'
import type { How } from './carry-out.ts'
import { base64Of, callbackTo, lookAmongNewest, reader, unread, within } from './calls.ts'
import type { UpstreamClient } from './client.ts'
import { codeIn, idIn, saysTheSame, textIn } from './translate.ts'

const A_MINUTE_MS = 60_000
const later = (now: Date) => new Date(now.getTime() + A_MINUTE_MS)

/** What is asked for requests, or what became of it. */
export function upstreamRequestAsks(client: UpstreamClient, how: How): RequestAsks {
  const carry = carrier(client, how)
  return {
    open: (order, ask) =>
      carry(
        {
          call: async () => ({
            method: 'POST',
            path: '/comunica_pec',
            body: { ...declaredBy(order), ...callbackTo(ask) },
          }),
          effect: (data) => opened(data, order, ask),
          look: () => lookForRequest(client, order, ask),
        },
        ask,
      ),
    submitDocuments(order, documents, ask) {
      const effect = (data: unknown) => {
        const has = ['documenti_caricati', 'comunicazione_evasa'].includes(textIn(data, 'stato'))
        return has && requestIs(data, order) ? { askAgainAt: ask.now } : undefined
      }
      const errand = {
        call: async () => ({
          method: 'PATCH' as const,
          path: requestPath(order),
          body: { documenti: await base64Of(documents) },
        }),
        effect,
        look: async () => within(await requestAt(client, order), effect),
      }
      return carry(errand, ask)
    },
  }
}

/** What became of a request there. */
export function upstreamRequestReads(client: UpstreamClient): Required<Pick<RequestPort, 'status'>> {
  return {
    async status(order, now) {
      const reading = await requestAt(client, order)
      if (reading.is !== 'read') return unread(reading)
      const stato = textIn(reading.data, 'stato')
      if (stato === 'comunicazione_evasa') return { is: 'done', value: { is: 'communicated' } }
      if (stato !== 'in_attesa_di_documenti') return { is: 'pending', askAgainAt: later(now) }
      if (order.submissions > 0)
        return { is: 'done', value: { is: 'sent back', reasons: ['the provider sent the documents back'] } }
      return codeObtained(client, order, reading.data)
    },
  }
}

async function codeObtained(client: UpstreamClient, order: RequestOrder, data: unknown) {
  const codice_registro_imprese = codeIn(data, 'codice_registro_imprese')
  const bytes = await client.pdf(`${requestPath(order)}/procura_registro_imprese`)
  if (bytes === undefined || codice_registro_imprese === undefined)
    return { is: 'down', cause: 'no power of attorney' } as const
  const powerOfAttorney = { bytes, contentType: 'application/pdf' } as const
  return { is: 'done', value: { is: 'code obtained', codice_registro_imprese, powerOfAttorney } } as const
}

/** Where it is read. */
export const requestPath = ({ providerRef }: RequestOrder) => `/comunica_pec/${providerRef ?? ''}`
const requestAt = (client: UpstreamClient, order: RequestOrder) =>
  reader(client, requestPath(order), (data) => requestIs(data, order))()
/** Whether an object is the request of the order, and no other one. */
export const requestIs = (data: unknown, { providerRef, casella_pec }: RequestOrder) =>
  providerRef !== null && idIn(data) === providerRef && saysTheSame(data, { casella_pec }, ['casella_pec'])

function declaredBy(order: NewRequestOrder): object {
  const texts = declaredRequestTexts.map((name) => [name, order[name]])
  return { ...Object.fromEntries(texts), pec_amministratore: order.pec_amministratore }
}

function opened(data: unknown, order: NewRequestOrder, { now }: Ask): FilingOpened | undefined {
  const providerRef = idIn(data)
  if (providerRef === undefined || !saysTheSame(data, { ...order }, ['casella_pec'])) return undefined
  return { providerRef, askAgainAt: later(now) }
}

/** Ours is among the newest, of nobody else, and says what we declared: two for one address are never under way at once. */
const lookForRequest = (client: UpstreamClient, order: NewRequestOrder, ask: Ask) =>
  lookAmongNewest(
    client,
    '/comunica_pec',
    (item) => saysTheSame(item, { ...order }, ['casella_pec']),
    ask,
    (data) => (saysTheSame(data, { ...order }, declaredRequestTexts) ? opened(data, order, ask) : undefined),
  )
