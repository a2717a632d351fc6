// A company's certified address is told to the Business Register: a power of attorney, signed, and judged.
import { onTheWire } from './papers.ts'
import { communication } from './person.ts'
import { say, show } from './say.ts'
import { signedByItself } from './signature.ts'
import { must } from './stage.ts'
import type { Stage, Step } from './stage.ts'

const address = 'mario.rossi@testcert.legalmail.it'
const signer = { name: 'Mario Rossi', fiscalCode: 'RSSMRA80A01H501U' }

/** Asks, downloads the power of attorney, signs it, hands it in, reads what was found. */
export const registerStory: readonly Step[] = [
  {
    title: 'Ask to tell the Business Register the address: paid, waiting for the register’s code',
    async run({ call, receiver, kept }) {
      const { data } = await call(
        'POST',
        '/comunica_pec',
        communication(address, { url: receiver.url, method: 'JSON' }),
      )
      must(data.stato === 'codice_in_richiesta', 'the code is asked for')
      kept.set('request', String(data.id))
    },
  },
  {
    title: 'The code is there: download the power of attorney and sign it with openssl',
    async run(stage) {
      const { download, kept } = stage
      await calledBack(stage, 'in_attesa_di_documenti')
      const path = `${pathOf(stage)}/procura_registro_imprese`
      const document = await download(path)
      must(Buffer.compare(document, await download(path)) === 0, 'every download gives the same bytes')
      const p7m = await signedByItself(document, signer)
      if (p7m === undefined) {
        say('openssl is not installed on this machine, so nothing can be signed here.')
        say('The power of attorney is handed in unsigned instead: the sandbox takes that, production never does.')
      } else {
        say(`signed: ${p7m.length} bytes of p7m. The certificate vouches for itself: it proves nothing.`)
      }
      kept.set('p7m', onTheWire(p7m ?? document))
      kept.set('signed', p7m === undefined ? '' : 'yes')
    },
  },
  {
    title: 'Hand it in',
    async run(stage) {
      const { data } = await stage.call('PATCH', pathOf(stage), { documenti: stage.kept.get('p7m') })
      must(data.stato === 'documenti_caricati', 'the documents are with the provider')
    },
  },
  {
    title: 'What was found in the signature, answer by answer',
    async run(stage) {
      const { data } = await stage.call('GET', `/v1${pathOf(stage)}/verifica`)
      const documents: unknown[] = Array.isArray(data.documents) ? data.documents : []
      const { answers, faults } = { ...Object(documents[0]) }
      const all: unknown[] = Array.isArray(answers) ? answers : []
      for (const one of all) {
        const { outcome, english } = { ...Object(one) }
        say(`${String(outcome).padEnd(12)} ${String(english)}`)
      }
      if (stage.kept.get('signed') !== '')
        must(Array.isArray(faults) && faults.length === 0, 'nothing is held against it')
    },
  },
  {
    title: 'Wait for the callback: the register has been told',
    run: (stage) => calledBack(stage, 'comunicazione_evasa'),
  },
]

const pathOf = ({ kept }: Stage) => `/comunica_pec/${kept.get('request') ?? ''}`

async function calledBack({ receiver, kept }: Stage, stato: string): Promise<void> {
  const told = await receiver.next(kept.get('request') ?? '', stato)
  show('←', `callback, ${told.contentType}`, { id: told.resource.id, stato: told.resource.stato })
  must(told.signed, "the callback is signed with the account's secret")
}
