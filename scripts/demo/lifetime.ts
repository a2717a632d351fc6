// A working mailbox over the years: it grows, is renewed, revoked and restored, and expires when the credit runs out.
import { printLine, printMessage } from './output.ts'
import { check } from './harness.ts'
import type { Step } from './harness.ts'

/** More space and a user, a year on the sandbox's clock, every kind of renewal, revocation, an empty wallet. */
export const lifetimeSteps: readonly Step[] = [
  {
    title: 'Add space and a user',
    async run({ call, saved }) {
      const path = `/pec/${saved.get('id') ?? ''}`
      const { data } = await call('PATCH', `${path}/modifica`, { spazio_disco: '3072', spazio_storico: '+1024' })
      check(data.spazio_disco === 3072 && data.spazio_storico === 14336, 'the spaces were increased')
      const user = {
        nome: 'luca',
        cognome: 'bianchi',
        descrizione: 'prima utenza',
        email_gestione_password: 'luca@example.com',
      }
      const added = await call('POST', `${path}/multiutenza`, user)
      check(Array.isArray(added.data.multiutenza) && added.data.multiutenza.length === 1, 'there is one more user')
    },
  },
  {
    title: 'A year passes: the first mailbox renews itself, the second expires',
    async run({ call, receiver, saved }) {
      const [renewing, expiring] = [saved.get('id') ?? '', saved.get('second') ?? '']
      const before = (await call('GET', `/pec/${renewing}`)).data
      const advanced = await call('POST', '/v1/sandbox/clock', { advance: 'P366D' })
      check(advanced.error === null, 'the clock advanced and everything due was done')
      for (const received of [await receiver.next(renewing, 'evasa'), await receiver.next(expiring, 'revocata')]) {
        const { id, stato, data_scadenza } = received.resource
        printMessage('←', `callback, ${received.contentType}`, { id, stato, data_scadenza })
        check(received.signed, "the callback is signed with the account's secret")
      }
      printLine('both signatures verified')
      const after = (await call('GET', `/pec/${renewing}`)).data
      check(after.stato === 'evasa' && after.data_scadenza !== before.data_scadenza, 'the first has a new expiry')
    },
  },
  {
    title: 'Renew it by hand a year later: only once, even when the request is repeated',
    async run({ call, saved }) {
      const path = `/pec/${saved.get('id') ?? ''}`
      const before = (await call('GET', path)).data
      const renewed = (await call('GET', `${path}/rinnovo`)).data
      check(yearOf(renewed) === yearOf(before) + 1, 'it expires a year later')
      const again = (await call('GET', `${path}/rinnovo`)).data
      check(
        again.data_scadenza === renewed.data_scadenza,
        'a repeated request gets the first answer and is not charged',
      )
    },
  },
  {
    title: 'Revoke it and restore it',
    async run({ call, saved }) {
      const path = `/pec/${saved.get('id') ?? ''}`
      check((await call('DELETE', path)).data.stato === 'revocata', 'it is revoked')
      check((await call('GET', `${path}/rinnovo?anni=2`)).data.stato === 'evasa', 'a renewal restores it')
      const refused = await call('GET', `${path}/rinnovo?anni=11`)
      check(refused.error === 204, 'eleven years are refused, with number 204')
    },
  },
  {
    title: 'The credit runs out: the renewal fails, a callback reports it, and the mailbox expires',
    async run({ call, receiver, saved }) {
      const id = saved.get('id') ?? ''
      const refused = await call('PATCH', `/pec/${id}/modifica`, { spazio_disco: '+10240000' })
      check(refused.status === 402, 'so much space costs more than the credit')
      const credit = Number(/> ([0-9.]+)$/.exec(refused.message)?.[1])
      const steps = Math.floor(credit / PRICE_OF_1024_MB)
      const spent = await call('PATCH', `/pec/${id}/modifica`, { spazio_disco: `+${steps * 1024}` })
      check(spent.error === null, 'the credit was spent on space')
      check((await call('POST', '/v1/sandbox/clock', { advance: 'P5Y' })).error === null, 'five years passed')
      for (const stato of ['evasa', 'revocata', 'chiusa']) {
        const received = await receiver.next(id, stato)
        printMessage('←', `callback, ${received.contentType}`, {
          id,
          stato,
          data_scadenza: received.resource.data_scadenza,
        })
        check(received.signed, "the callback is signed with the account's secret")
      }
      const { items } = Object((await call('GET', '/v1/events?limit=50')).data)
      const events = Object.values(Object(items)).map((one) => ({ ...Object(one) }))
      check(
        events.some((one) => one.subject === id && one.kind === 'renewal-failed'),
        'an event says why it was not renewed',
      )
    },
  },
]

const PRICE_OF_1024_MB = 5
const yearOf = ({ data_scadenza }: Record<string, unknown>) => Number(String(data_scadenza).slice(-4))
