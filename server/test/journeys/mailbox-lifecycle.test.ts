// Every operation of a mailbox in each of the seven states: allowed ones reach the new state, all others are refused with
// their number and change nothing.
import { describe, expect, it } from 'vitest'
import { statesFor } from '../../src/model/lifecycle.ts'
import { mailboxLifecycle } from '../../src/model/mailbox.lifecycle.ts'
import type { MailboxActivity, MailboxMove } from '../../src/model/mailbox.lifecycle.ts'
import { memberOf } from '../../src/testing/caller.ts'
import { pdfText } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'

const states = Object.keys(mailboxLifecycle.states)
const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'x', email_gestione_password: 'luca@example.com' }

interface Case {
  method: string
  path: string
  what: MailboxMove | MailboxActivity
  body?: () => Promise<Record<string, unknown>>
  refused: (state: string) => number
  reaches: string
}

const documents = async () => ({ documenti: await pdfText() })
const cases: Case[] = [
  {
    method: 'PATCH',
    path: '/attivazione',
    what: 'submitDocuments',
    body: documents,
    refused: () => 267,
    reaches: 'in_evasione',
  },
  {
    method: 'DELETE',
    path: '',
    what: 'revoke',
    refused: (state) => (state === 'revocata' ? 303 : 304),
    reaches: 'revocata',
  },
  { method: 'GET', path: '/rinnovo', what: 'renew', refused: () => 203, reaches: 'evasa' },
  {
    method: 'PATCH',
    path: '/modifica',
    what: 'resize',
    body: async () => ({ spazio_disco: '+1024' }),
    refused: () => 281,
    reaches: 'evasa',
  },
  {
    method: 'PATCH',
    path: '/trasformazione',
    what: 'upgrade',
    body: async () => ({ tipo_casella: 'GOLD' }),
    refused: () => 272,
    reaches: 'evasa',
  },
  { method: 'PATCH', path: '/conservazione', what: 'preserve', body: documents, refused: () => 292, reaches: 'evasa' },
  {
    method: 'POST',
    path: '/multiutenza',
    what: 'addUser',
    body: async () => user,
    refused: () => 214,
    reaches: 'evasa',
  },
]

describe('the lifecycle of a mailbox, over the API', () => {
  const world = startServer()
  const pairs = cases.flatMap((one) => states.map((state) => ({ ...one, state, name: `${one.what} from ${state}` })))

  it.each(pairs)('$name', async ({ method, path, what, body, refused, reaches, state }) => {
    const { customer, id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' })
    await world.context.database.pool.query('update mailboxes set stato = $2 where id = $1', [id, state])
    const before = { mailbox: await customer.get(`/pec/${id}`), credit: await customer.credit() }
    const reply = await customer.call(method, `/pec/${id}${path}`, await body?.())
    if (statesFor(mailboxLifecycle, what).some((one) => one === state)) {
      expect(reply.error, reply.text).toBeNull()
      expect(memberOf(reply.data, 'stato')).toBe(reaches)
    } else {
      expect(reply.error).toBe(refused(state))
      expect((await customer.get(`/pec/${id}`)).text).toBe(before.mailbox.text)
      expect(await customer.credit()).toBe(before.credit)
    }
  })
})
