// Third part: a working mailbox grows, a year passes, it is revoked and brought back.
import { say, show } from './say.ts'
import { must } from './stage.ts'
import type { Step } from './stage.ts'

/** More space and a user, a year by the sandbox's clock, revocation and renewal. */
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
    title: 'Revoke, and bring back',
    async run({ call, kept }) {
      const path = `/pec/${kept.get('id') ?? ''}`
      must((await call('DELETE', path)).data.stato === 'revocata', 'it is revoked')
      must((await call('GET', `${path}/rinnovo?anni=2`)).data.stato === 'evasa', 'a renewal brings it back')
      const refused = await call('GET', `${path}/rinnovo?anni=11`)
      must(refused.error === 204, 'eleven years are refused, with number 204')
    },
  },
]
