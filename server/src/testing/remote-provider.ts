// A provider of the test suite that is not in process: a plain HTTP client of the fake server beside it.
import { request } from 'undici'
import type { Manifest } from '../providers/capabilities.ts'
import type { Answer, Asks, Provider } from '../providers/port.ts'
import { manifest as sandboxManifest } from '../providers/sandbox/manifest.ts'

const manifest: Manifest = {
  name: 'remote',
  label: 'Remote provider of the test suite',
  inProcess: false,
  can: sandboxManifest.can,
  settings: {},
}

const LARGEST_ANSWER_BYTES = 64 * 1024

/** A provider at `url`; silent when it does not answer within `timeoutMs`. */
export function remoteProvider(options: { url: string; timeoutMs: number }): Provider {
  const call = (how: 'ask' | 'recall') => async (reference: string, what: string, about: string, detail: object) => {
    const answer = await send(`${options.url}/${how}/${reference}`, { what, about, detail }, options.timeoutMs)
    return answer ?? ({ is: 'down', cause: 'no usable answer' } as const)
  }
  const asks = (how: 'ask' | 'recall'): Asks => {
    const ask = call(how)
    return {
      async reserveAddress({ reference, casella_pec, tipo_casella }) {
        const answer = await ask(reference, 'reserveAddress', casella_pec, { tipo_casella })
        if (answer.is !== 'done') return answer
        return { is: 'done', value: { cod_attivazione: '12345678', providerRef: reference } }
      },
      async submitDocuments(order, now) {
        const answer = await ask(order.request, 'submitDocuments', order.casella_pec, {})
        return answer.is === 'done' ? { is: 'done', value: { askAgainAt: now } } : answer
      },
      revoke: (order) => ask(order.request, 'revoke', order.casella_pec, {}),
      renew: (order, years) => ask(order.request, 'renew', order.casella_pec, { years }),
      resize: (order, spaces) => ask(order.request, 'resize', order.casella_pec, spaces),
      upgrade: (order, tipo_casella) => ask(order.request, 'upgrade', order.casella_pec, { tipo_casella }),
      preserve: (order, mb) => ask(order.request, 'preserve', order.casella_pec, { mb }),
      addUser: (order) => ask(order.request, 'addUser', order.casella_pec, {}),
      openRegisterFiling: (order) => ask(order.reference, 'openRegisterFiling', order.casella_pec, {}),
      async submitToRegister(order, now) {
        const answer = await ask(order.request, 'submitToRegister', order.casella_pec, {})
        return answer.is === 'done' ? { is: 'done', value: { askAgainAt: now } } : answer
      },
      orderDomain: (order) => ask(order.reference, 'orderDomain', order.dominio, {}),
      renewDomain: (order, years) => ask(order.request, 'renewDomain', order.dominio, { years }),
      revokeDomain: (order) => ask(order.request, 'revokeDomain', order.dominio, {}),
    }
  }
  return {
    manifest,
    ...asks('ask'),
    recall: asks('recall'),
    async checkAddress() {
      return { is: 'done', value: { available: true } }
    },
    async activationStatus() {
      return { is: 'done', value: { is: 'activated' } }
    },
    async domainStatus() {
      return { is: 'done', value: { is: 'flags', flags: { stato_fornitore: 'OK', config: 'OK', certif: 'OK' } } }
    },
    async registerStatus() {
      return { is: 'done', value: { is: 'communicated' } }
    },
  }
}

type Plain = Answer<Readonly<Record<never, never>>>

/** The server's answer, or undefined for anything that is none: a broken line, HTML, an error page, nonsense. */
async function send(url: string, body: object, timeoutMs: number): Promise<Plain | undefined> {
  try {
    const reply = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    })
    const text = await reply.body.text()
    const isJson = String(reply.headers['content-type']).startsWith('application/json')
    if (!isJson || text.length > LARGEST_ANSWER_BYTES) return undefined
    return read(reply.statusCode, JSON.parse(text))
  } catch {
    return undefined
  }
}

function read(status: number, answer: unknown): Plain | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  if (status === 200) return { is: 'done', value: {} }
  if (status === 409) return { is: 'refused', reasons: ['the provider says no'] }
  if (status === 202 && 'askAgainAt' in answer)
    return { is: 'pending', askAgainAt: new Date(String(answer.askAgainAt)) }
  return undefined
}
