// A domain of the customer's own, from the order to the first mailbox under it.
import { registration } from './person.ts'
import { identityDocument, fillAndSign, toBase64 } from './documents.ts'
import { printLine, printMessage } from './output.ts'
import { check } from './harness.ts'
import type { Step } from './harness.ts'

const dominio = 'pec.azienda-prova.it'

/** Orders a domain, reads the DNS records to publish, waits for the certification, registers a mailbox under it. */
export const domainSteps: readonly Step[] = [
  {
    title: 'Order the certification of your own domain',
    async run({ call, receiver, saved }) {
      const callback = { url: receiver.url, method: 'JSON' }
      const { data } = await call('POST', '/dominio', { dominio, fornitore: 'infocert', numero_pec: 2, callback })
      check(data.stato === 'registrato' && data.tipo_dominio === 'esterno', 'the domain is ordered')
      saved.set('domain', String(data.id))
    },
  },
  {
    title: 'Read the DNS records to publish',
    async run({ call, saved }) {
      const { data } = await call('GET', `/v1/dominio/${saved.get('domain') ?? ''}/checks`)
      const records = Array.isArray(data.required_records) ? data.required_records : []
      for (const record of records) printLine(String(Object(record).line))
      check(records.length === 2, 'an MX and an SPF record are shown')
      printLine('The sandbox simulates the DNS check unless DNS_SERVERS is set.')
    },
  },
  {
    title: 'Wait for the certification',
    async run({ call, receiver, saved }) {
      const received = await receiver.next(saved.get('domain') ?? '', 'evaso')
      const { stato, stato_fornitore, dns, config, certif } = received.resource
      printMessage('←', `callback, ${received.contentType}, signature ${received.signed ? 'verified' : 'WRONG'}`, {
        ...{ stato, stato_fornitore, dns, config, certif },
      })
      check(received.signed, "the callback is signed with the account's secret")
      const found = await call('GET', `/domini_pec/${dominio}`)
      check(found.message === `${dominio} found!`, 'the domain check knows the domain')
    },
  },
  {
    title: 'Register the first mailbox under it',
    async run({ call, download, receiver, saved }) {
      const callback = { url: receiver.url, method: 'JSON' }
      const registered = await call('POST', '/pec', registration(`info@${dominio}`, callback))
      check(registered.data.stato === 'registrata', 'the mailbox is registered')
      const id = String(registered.data.id)
      const form = await fillAndSign(await download(`/pec/${id}/modulo_attivazione`))
      const documenti = [toBase64(form.pdf), toBase64(await identityDocument())]
      await call('PATCH', `/pec/${id}/attivazione`, { documenti })
      const received = await receiver.next(id, 'evasa')
      check(received.resource.dominio === dominio, `a mailbox of ${dominio} works`)
      saved.set('under domain', id)
    },
  },
  {
    title: 'A domain of another account is refused',
    async run({ call, receiver }) {
      const callback = { url: receiver.url, method: 'JSON' }
      const refused = await call('POST', '/pec', registration('info@pec.altra-azienda.it', callback))
      check(refused.error === 326, 'a domain that is not yours is refused, with number 326')
    },
  },
]
