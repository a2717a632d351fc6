// Second part: documents the provider sends back, and how that is mended. The word errati in the address asks for it.
import { fillAndSign, identityDocument, onTheWire } from './papers.ts'
import { registration } from './person.ts'
import { say, show } from './say.ts'
import { must } from './stage.ts'
import type { Stage, Step } from './stage.ts'

const address = 'documenti.errati@testcert.legalmail.it'

/** A refused upload, and a second one that is accepted. */
export const mendedStory: readonly Step[] = [
  {
    title: 'Register a mailbox whose documents will be sent back (the sandbox reads it in the address)',
    async run({ call, receiver, kept }) {
      const { data } = await call('POST', '/pec', registration(address, { url: receiver.url }))
      must(data.stato === 'registrata', 'the mailbox is registrata')
      kept.set('mended', String(data.id))
    },
  },
  {
    title: 'Upload something that is no PDF: refused at once, nothing changes',
    async run({ call, kept }) {
      const documenti = [Buffer.from('a letter, not a PDF').toString('base64')]
      const answer = await call('PATCH', `/pec/${kept.get('mended') ?? ''}/attivazione`, { documenti })
      must(answer.status === 406 && answer.error === 296, 'it is refused with 296')
    },
  },
  {
    title: 'Upload the documents: the provider sends them back',
    async run(stage) {
      await upload(stage)
      await calledBack(stage, 'documenti_errati')
    },
  },
  {
    title: 'Upload them again, mended: accepted',
    async run(stage) {
      await upload(stage)
      await calledBack(stage, 'evasa')
    },
  },
  {
    title: 'Both mailboxes, newest first',
    async run({ call, kept }) {
      const { data } = await call('GET', '/pec')
      const ids = Object.values(data).map((mailbox) => ({ ...Object(mailbox) }).id)
      must(ids.join() === [kept.get('mended'), kept.get('id')].join(), 'both are listed, newest first')
    },
  },
]

async function upload({ call, download, kept }: Stage): Promise<void> {
  const path = `/pec/${kept.get('mended') ?? ''}`
  const form = await fillAndSign(await download(`${path}/modulo_attivazione`))
  const documenti = [onTheWire(form.pdf), onTheWire(await identityDocument())]
  const { data } = await call('PATCH', `${path}/attivazione`, { documenti })
  must(data.stato === 'in_evasione', 'the documents are with the provider')
}

async function calledBack({ receiver, kept }: Stage, stato: string): Promise<void> {
  const told = await receiver.next(kept.get('mended') ?? '', stato)
  show('←', `callback, ${told.contentType}`, { id: told.resource.id, stato: told.resource.stato })
  must(told.signed, "the callback is signed with the account's secret")
  say('signature verified')
}
