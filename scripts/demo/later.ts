// Third part: a working mailbox grows, years pass, it is renewed, revoked and brought back, and expires without credit.
import { say, show } from './say.ts'
import { must } from './stage.ts'
import type { Step } from './stage.ts'

/** More space and a user, a year by the sandbox's clock, renewals of all kinds, revocation, an empty wallet. */
export const laterStory: readonly Step[] = [
  {
    title: 'More space, another user',
    async run({ call, kept }) {
      const path = `/pec/${kept.get('id') ?? ''}`
      const { data } = await call('PATCH', `${path}/modifica`, { spazio_disco: '3072', spazio_storico: '+1024' })
      must(data.spazio_disco === 3072 && data.spazio_storico === 14336, 'the spaces grew')
      const user = {
        nome: 'luca',
        cognome: 'bianchi',
        descrizione: 'prima utenza',
        email_gestione_password: 'luca@example.com',
      }
      const added = await call('POST', `${path}/multiutenza`, user)
      must(Array.isArray(added.data.multiutenza) && added.data.multiutenza.length === 1, 'there is one more user')
    },
  },
  {
    title: 'A year passes: the first mailbox renews itself, the second expires',
    async run({ call, receiver, kept }) {
      const [renewing, expiring] = [kept.get('id') ?? '', kept.get('mended') ?? '']
      const before = (await call('GET', `/pec/${renewing}`)).data
      const moved = await call('POST', '/v1/sandbox/clock', { advance: 'P366D' })
      must(moved.error === null, 'the clock moved and everything due on the way was done')
      for (const told of [await receiver.next(renewing, 'evasa'), await receiver.next(expiring, 'chiusa')]) {
        const { id, stato, data_scadenza } = told.resource
        show('←', `callback, ${told.contentType}`, { id, stato, data_scadenza })
        must(told.signed, "the callback is signed with the account's secret")
      }
      say('both signatures verified')
      const after = (await call('GET', `/pec/${renewing}`)).data
      must(after.stato === 'evasa' && after.data_scadenza !== before.data_scadenza, 'the first has a new expiry')
    },
  },
  {
    title: 'Renewed by hand a year later: once, however often it is asked',
    async run({ call, kept }) {
      const path = `/pec/${kept.get('id') ?? ''}`
      const before = (await call('GET', path)).data
      const renewed = (await call('GET', `${path}/rinnovo`)).data
      must(yearOf(renewed) === yearOf(before) + 1, 'it expires a year later')
      const again = (await call('GET', `${path}/rinnovo`)).data
      must(again.data_scadenza === renewed.data_scadenza, 'a repetition gets the first answer and pays nothing')
    },
  },
  {
    title: 'Revoke, and bring back',
    async run({ call, kept }) {
      const path = `/pec/${kept.get('id') ?? ''}`
      must((await call('DELETE', path)).data.stato === 'revocata', 'it is revoked')
      must((await call('GET', `${path}/rinnovo?anni=2`)).data.stato === 'evasa', 'a renewal brings it back')
      const refused = await call('GET', `${path}/rinnovo?anni=11`)
      must(refused.error === 204, 'eleven years are refused, with number 204')
    },
  },
  {
    title: 'The credit runs out: the renewal fails, which is told, and the mailbox expires',
    async run({ call, receiver, kept }) {
      const id = kept.get('id') ?? ''
      const refused = await call('PATCH', `/pec/${id}/modifica`, { spazio_disco: '+10240000' })
      must(refused.status === 402, 'so much space costs more than there is')
      const credit = Number(/> ([0-9.]+)$/.exec(refused.message)?.[1])
      const steps = Math.floor(credit / PRICE_OF_1024_MB)
      const spent = await call('PATCH', `/pec/${id}/modifica`, { spazio_disco: `+${steps * 1024}` })
      must(spent.error === null, 'what there is was spent on space')
      must((await call('POST', '/v1/sandbox/clock', { advance: 'P5Y' })).error === null, 'five years passed')
      for (const stato of ['evasa', 'chiusa']) {
        const told = await receiver.next(id, stato)
        show('←', `callback, ${told.contentType}`, { id, stato, data_scadenza: told.resource.data_scadenza })
        must(told.signed, "the callback is signed with the account's secret")
      }
      const events = Object.values((await call('GET', '/v1/events?limit=20')).data).map((one) => ({ ...Object(one) }))
      must(
        events.some((one) => one.subject === id && one.kind === 'renewal-failed'),
        'an event says why it was not renewed',
      )
    },
  },
]

const PRICE_OF_1024_MB = 5
const yearOf = ({ data_scadenza }: Record<string, unknown>) => Number(String(data_scadenza).slice(-4))
