// A remote provider for tests: a plain HTTP client of the fake server in remote-provider-server.ts.
import { request as httpRequest } from 'undici'
import type { Answer } from '../providers/port/answer.ts'
import type { Asks, Manifest, Provider } from '../providers/port/capabilities.ts'
import { manifest as sandboxManifest } from '../providers/sandbox/manifest.ts'

const manifest: Manifest = {
  name: 'remote',
  label: 'Remote provider of the test suite',
  inProcess: false,
  can: sandboxManifest.can,
  settings: {},
}

const LARGEST_ANSWER_BYTES = 64 * 1024

/** A provider at `url`; down when it does not answer within `timeoutMs`. */
export function remoteProvider(options: { url: string; timeoutMs: number }): Provider {
  const call = (how: 'ask' | 'query') => async (reference: string, what: string, about: string, detail: object) => {
    const answer = await send(`${options.url}/${how}/${reference}`, { what, about, detail }, options.timeoutMs)
    return answer ?? ({ is: 'down', cause: 'no usable answer' } as const)
  }
  const asks = (how: 'ask' | 'query'): Asks => {
    const request = call(how)
    return {
      mailboxes: {
        async register({ casella_pec, tipo_casella }, { reference }) {
          const answer = await request(reference, 'reserveAddress', casella_pec, { tipo_casella })
          if (answer.is !== 'done') return answer
          return { is: 'done', value: { cod_attivazione: '12345678', providerRef: reference } }
        },
        async submitDocuments({ casella_pec }, documents, { reference, now }) {
          const read = how === 'ask' ? await Promise.all(documents.map(async (one) => (await one.read()).length)) : []
          const answer = await request(reference, 'submitDocuments', casella_pec, { bytes: read })
          return answer.is === 'done' ? { is: 'done', value: { askAgainAt: now } } : answer
        },
        revoke: ({ casella_pec }, { reference }) => request(reference, 'revoke', casella_pec, {}),
        renew: ({ casella_pec }, years, { reference }) => request(reference, 'renew', casella_pec, { years }),
        resize: ({ casella_pec }, spaces, { reference }) => request(reference, 'resize', casella_pec, spaces),
        upgrade: ({ casella_pec }, tipo_casella, { reference }) =>
          request(reference, 'upgrade', casella_pec, { tipo_casella }),
        preserve: ({ casella_pec }, mb, _documents, { reference }) =>
          request(reference, 'preserve', casella_pec, { mb }),
        addUser: ({ casella_pec }, _user, { reference }) => request(reference, 'addUser', casella_pec, {}),
      },
      registryRequests: {
        open: ({ casella_pec }, { reference }) => request(reference, 'openRegisterFiling', casella_pec, {}),
        async submitDocuments({ casella_pec }, _documents, { reference, now }) {
          const answer = await request(reference, 'submitToRegister', casella_pec, {})
          return answer.is === 'done' ? { is: 'done', value: { askAgainAt: now } } : answer
        },
      },
      certifiedDomains: {
        order: ({ dominio }, { reference }) => request(reference, 'orderDomain', dominio, {}),
        renew: ({ dominio }, years, { reference }) => request(reference, 'renewDomain', dominio, { years }),
        revoke: ({ dominio }, { reference }) => request(reference, 'revokeDomain', dominio, {}),
      },
    }
  }
  const { mailboxes, registryRequests, certifiedDomains } = asks('ask')
  return {
    manifest,
    outcomes: asks('query'),
    mailboxes: {
      ...mailboxes,
      checkAddress: async () => ({ is: 'done', value: { available: true } }),
      status: async () => ({ is: 'done', value: { is: 'activated' } }),
    },
    certifiedDomains: {
      ...certifiedDomains,
      status: async () => ({
        is: 'done',
        value: { is: 'flags', flags: { stato_fornitore: 'OK', config: 'OK', certif: 'OK' } },
      }),
    },
    registryRequests: { ...registryRequests, status: async () => ({ is: 'done', value: { is: 'communicated' } }) },
  }
}

type Plain = Answer<Readonly<Record<never, never>>>

/** Returns the server's answer, or undefined for anything unusable: a dropped connection, HTML, an error page, garbage. */
async function send(url: string, body: object, timeoutMs: number): Promise<Plain | undefined> {
  try {
    const reply = await httpRequest(url, {
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
