// Documents that the provider rejects and the customer submits again. The word "errati" in the address triggers it.
import { fillAndSign, identityDocument, toBase64 } from './documents.ts'
import { registration } from './person.ts'
import { printLine, printMessage } from './output.ts'
import { check } from './harness.ts'
import type { Harness, Step } from './harness.ts'

const address = 'documenti.errati@testcert.legalmail.it'

/** A rejected submission, then an accepted one. */
export const resubmissionSteps: readonly Step[] = [
  {
    title: 'Register a mailbox whose documents will be rejected (the address tells the sandbox so)',
    async run({ call, receiver, saved }) {
      const { data } = await call('POST', '/pec', registration(address, { url: receiver.url }))
      check(data.stato === 'registrata', 'the mailbox is registrata')
      saved.set('second', String(data.id))
    },
  },
  {
    title: 'Submit something that is not a PDF: refused at once, nothing changes',
    async run({ call, saved }) {
      const documenti = [Buffer.from('a letter, not a PDF').toString('base64')]
      const answer = await call('PATCH', `/pec/${saved.get('second') ?? ''}/attivazione`, { documenti })
      check(answer.status === 406 && answer.error === 296, 'it is refused with number 296')
    },
  },
  {
    title: 'Submit the documents: the provider rejects them',
    async run(harness) {
      await submit(harness)
      await expectCallback(harness, 'documenti_errati')
    },
  },
  {
    title: 'Submit them again, corrected: accepted',
    async run(harness) {
      await submit(harness)
      await expectCallback(harness, 'evasa')
    },
  },
  {
    title: 'Both mailboxes, newest first',
    async run({ call, saved }) {
      const { data } = await call('GET', '/pec')
      const ids = Object.values(data).map((mailbox) => ({ ...Object(mailbox) }).id)
      check(ids.join() === [saved.get('second'), saved.get('id')].join(), 'both are listed, newest first')
    },
  },
]

async function submit({ call, download, saved }: Harness): Promise<void> {
  const path = `/pec/${saved.get('second') ?? ''}`
  const form = await fillAndSign(await download(`${path}/modulo_attivazione`))
  const documenti = [toBase64(form.pdf), toBase64(await identityDocument())]
  const { data } = await call('PATCH', `${path}/attivazione`, { documenti })
  check(data.stato === 'in_evasione', 'the documents are with the provider')
}

async function expectCallback({ receiver, saved }: Harness, stato: string): Promise<void> {
  const received = await receiver.next(saved.get('second') ?? '', stato)
  printMessage('←', `callback, ${received.contentType}`, { id: received.resource.id, stato: received.resource.stato })
  check(received.signed, "the callback is signed with the account's secret")
  printLine('signature verified')
}
