// From a free address to a working mailbox.
import { registration } from './person.ts'
import { fillAndSign, identityDocument, toBase64 } from './documents.ts'
import { printLine, printMessage } from './output.ts'
import { check } from './harness.ts'
import type { Step } from './harness.ts'

const address = 'mario.rossi@testcert.legalmail.it'

/** Registers, signs and submits the form, waits for the callback, reads the mailbox. */
export const mailboxSteps: readonly Step[] = [
  {
    title: 'Is the address free?',
    async run({ call }) {
      const { data } = await call('GET', `/verifica_pec/${address}`)
      check(data.available === true, 'the address is free')
    },
  },
  {
    title: 'Register it: paid and reserved, but not active yet',
    async run({ call, receiver, saved }) {
      const callback = { url: receiver.url, method: 'JSON' }
      const { data } = await call('POST', '/pec', { ...registration(address, callback), autorinnovo: true })
      check(data.stato === 'registrata', 'the mailbox is registrata')
      saved.set('id', String(data.id))
    },
  },
  {
    title: 'Download the activation form, fill it in and sign it',
    async run({ download, saved }) {
      const form = await download(`/pec/${saved.get('id') ?? ''}/modulo_attivazione`)
      const filled = await fillAndSign(form)
      printLine(`filled ${filled.texts} fields, ticked ${filled.ticks} boxes, ${filled.scribbles} signature spaces`)
      printLine('The "signature" is a scribble drawn by this demo and has no legal effect.')
      check(filled.texts > 0 && filled.ticks > 0 && filled.scribbles > 0, 'the form can be filled and signed')
      saved.set('form', toBase64(filled.pdf))
    },
  },
  {
    title: 'Submit the signed form and an identity document',
    async run({ call, saved }) {
      const documenti = [saved.get('form'), toBase64(await identityDocument())]
      const { data } = await call('PATCH', `/pec/${saved.get('id') ?? ''}/attivazione`, { documenti })
      check(data.stato === 'in_evasione', 'the documents are with the provider')
    },
  },
  {
    title: 'Wait for the callback',
    async run({ receiver, saved }) {
      const received = await receiver.next(saved.get('id') ?? '', 'evasa')
      const { id, stato, data_scadenza } = received.resource
      printMessage('←', `callback, ${received.contentType}, signature ${received.signed ? 'verified' : 'WRONG'}`, {
        id,
        stato,
        data_scadenza,
      })
      check(received.signed, "the callback is signed with the account's secret")
    },
  },
  {
    title: 'Read the mailbox: it works',
    async run({ call, saved }) {
      const { data } = await call('GET', `/pec/${saved.get('id') ?? ''}`)
      check(data.stato === 'evasa' && data.data_scadenza !== '', 'the mailbox works and has an expiry')
    },
  },
]
