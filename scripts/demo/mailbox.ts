// First part: from an address nobody has to a mailbox that works.
import { registration } from './person.ts'
import { fillAndSign, identityDocument, onTheWire } from './papers.ts'
import { say, show } from './say.ts'
import { must } from './stage.ts'
import type { Step } from './stage.ts'

const address = 'mario.rossi@testcert.legalmail.it'

/** Registers, signs, uploads, is called back, reads. */
export const mailboxStory: readonly Step[] = [
  {
    title: 'Is the address free?',
    async run({ call }) {
      const { data } = await call('GET', `/verifica_pec/${address}`)
      must(data.available === true, 'the address is free')
    },
  },
  {
    title: 'Register it: paid and reserved, not yet active',
    async run({ call, receiver, kept }) {
      const callback = { url: receiver.url, method: 'JSON' }
      const { data } = await call('POST', '/pec', { ...registration(address, callback), autorinnovo: true })
      must(data.stato === 'registrata', 'the mailbox is registrata')
      kept.set('id', String(data.id))
    },
  },
  {
    title: 'Download the activation form, fill it and sign it',
    async run({ download, kept }) {
      const form = await download(`/pec/${kept.get('id') ?? ''}/modulo_attivazione`)
      const filled = await fillAndSign(form)
      say(`filled ${filled.texts} fields, ticked ${filled.ticks} boxes, ${filled.scribbles} places for a signature`)
      say('The "signature" is a scribble drawn by this demo: it proves nothing and binds nobody.')
      must(filled.texts > 0 && filled.ticks > 0 && filled.scribbles > 0, 'the form can be filled and signed')
      kept.set('form', onTheWire(filled.pdf))
    },
  },
  {
    title: 'Hand in the signed form and an identity document',
    async run({ call, kept }) {
      const documenti = [kept.get('form'), onTheWire(await identityDocument())]
      const { data } = await call('PATCH', `/pec/${kept.get('id') ?? ''}/attivazione`, { documenti })
      must(data.stato === 'in_evasione', 'the documents are with the provider')
    },
  },
  {
    title: 'Wait for the callback',
    async run({ receiver, kept }) {
      const told = await receiver.next(kept.get('id') ?? '', 'evasa')
      const { id, stato, data_scadenza } = told.resource
      show('←', `callback, ${told.contentType}, signature ${told.signed ? 'verified' : 'WRONG'}`, {
        id,
        stato,
        data_scadenza,
      })
      must(told.signed, "the callback is signed with the account's secret")
    },
  },
  {
    title: 'Read the mailbox: it works',
    async run({ call, kept }) {
      const { data } = await call('GET', `/pec/${kept.get('id') ?? ''}`)
      must(data.stato === 'evasa' && data.data_scadenza !== '', 'the mailbox works and has an expiry')
    },
  },
]
