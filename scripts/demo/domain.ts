// A domain of one's own, from its order to the first mailbox under it.
import { registration } from './person.ts'
import { identityDocument, fillAndSign, onTheWire } from './papers.ts'
import { say, show } from './say.ts'
import { must } from './stage.ts'
import type { Step } from './stage.ts'

const dominio = 'pec.azienda-prova.it'

/** Orders a domain, reads what to publish, waits for its certification, registers a mailbox under it. */
export const domainStory: readonly Step[] = [
  {
    title: 'Order the certification of a domain of one’s own',
    async run({ call, receiver, kept }) {
      const callback = { url: receiver.url, method: 'JSON' }
      const { data } = await call('POST', '/dominio', { dominio, fornitore: 'infocert', numero_pec: 2, callback })
      must(data.stato === 'registrato' && data.tipo_dominio === 'esterno', 'the domain is ordered')
      kept.set('domain', String(data.id))
    },
  },
  {
    title: 'What to publish in the DNS',
    async run({ call, kept }) {
      const { data } = await call('GET', `/v1/dominio/${kept.get('domain') ?? ''}/checks`)
      const records = Array.isArray(data.required_records) ? data.required_records : []
      for (const record of records) say(String(Object(record).line))
      must(records.length === 2, 'an MX and an SPF record are shown, ready to copy')
      say('In the sandbox the look at the DNS is simulated unless DNS_SERVERS is set.')
    },
  },
  {
    title: 'Wait for the certification',
    async run({ call, receiver, kept }) {
      const told = await receiver.next(kept.get('domain') ?? '', 'evaso')
      const { stato, stato_fornitore, dns, config, certif } = told.resource
      show('←', `callback, ${told.contentType}, signature ${told.signed ? 'verified' : 'WRONG'}`, {
        ...{ stato, stato_fornitore, dns, config, certif },
      })
      must(told.signed, "the callback is signed with the account's secret")
      const found = await call('GET', `/domini_pec/${dominio}`)
      must(found.message === `${dominio} found!`, 'the domain check knows the domain')
    },
  },
  {
    title: 'The first mailbox under it',
    async run({ call, download, receiver, kept }) {
      const callback = { url: receiver.url, method: 'JSON' }
      const registered = await call('POST', '/pec', registration(`info@${dominio}`, callback))
      must(registered.data.stato === 'registrata', 'the mailbox is registered')
      const id = String(registered.data.id)
      const form = await fillAndSign(await download(`/pec/${id}/modulo_attivazione`))
      const documenti = [onTheWire(form.pdf), onTheWire(await identityDocument())]
      await call('PATCH', `/pec/${id}/attivazione`, { documenti })
      const told = await receiver.next(id, 'evasa')
      must(told.resource.dominio === dominio, `a mailbox of ${dominio} works`)
      kept.set('under domain', id)
    },
  },
  {
    title: 'Somebody else’s domain is refused',
    async run({ call, receiver }) {
      const callback = { url: receiver.url, method: 'JSON' }
      const refused = await call('POST', '/pec', registration('info@pec.altra-azienda.it', callback))
      must(refused.error === 326, 'a domain that is not yours is refused, with number 326')
    },
  },
]
