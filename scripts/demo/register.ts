// Communicates a company's certified address to the Business Register, with a signed power of attorney.
import { toBase64 } from './documents.ts'
import { communication } from './person.ts'
import { printLine, printMessage } from './output.ts'
import { selfSigned } from './signature.ts'
import { check } from './harness.ts'
import type { Harness, Step } from './harness.ts'

const address = 'mario.rossi@testcert.legalmail.it'
const signer = { name: 'Mario Rossi', fiscalCode: 'RSSMRA80A01H501U' }

/** Creates the request, downloads, signs and submits the power of attorney, reads the verification report. */
export const registerSteps: readonly Step[] = [
  {
    title: 'Request the communication to the Business Register: paid, waiting for the register’s code',
    async run({ call, receiver, saved }) {
      const { data } = await call(
        'POST',
        '/comunica_pec',
        communication(address, { url: receiver.url, method: 'JSON' }),
      )
      check(data.stato === 'codice_in_richiesta', 'the code was requested')
      saved.set('request', String(data.id))
    },
  },
  {
    title: 'The code has arrived: download the power of attorney and sign it with openssl',
    async run(harness) {
      const { download, saved } = harness
      await expectCallback(harness, 'in_attesa_di_documenti')
      const path = `${pathOf(harness)}/procura_registro_imprese`
      const document = await download(path)
      check(Buffer.compare(document, await download(path)) === 0, 'every download returns the same bytes')
      const p7m = await selfSigned(document, signer)
      if (p7m === undefined) {
        printLine('openssl is not installed on this machine, so the document cannot be signed.')
        printLine('The power of attorney is submitted unsigned: the sandbox accepts that, production does not.')
      } else {
        printLine(`signed: ${p7m.length} bytes of p7m. The certificate is self-signed and proves nothing.`)
      }
      saved.set('p7m', toBase64(p7m ?? document))
      saved.set('signed', p7m === undefined ? '' : 'yes')
    },
  },
  {
    title: 'Submit it',
    async run(harness) {
      const { data } = await harness.call('PATCH', pathOf(harness), { documenti: harness.saved.get('p7m') })
      check(data.stato === 'documenti_caricati', 'the documents are with the provider')
    },
  },
  {
    title: 'Read the verification report of the signature',
    async run(harness) {
      const { data } = await harness.call('GET', `/v1${pathOf(harness)}/checks`)
      const documents: unknown[] = Array.isArray(data.documents) ? data.documents : []
      const { answers, faults } = { ...Object(documents[0]) }
      const all: unknown[] = Array.isArray(answers) ? answers : []
      for (const one of all) {
        const { outcome, english } = { ...Object(one) }
        printLine(`${String(outcome).padEnd(12)} ${String(english)}`)
      }
      if (harness.saved.get('signed') !== '')
        check(Array.isArray(faults) && faults.length === 0, 'the report has no faults')
    },
  },
  {
    title: 'Wait for the callback: the address was communicated',
    run: (harness) => expectCallback(harness, 'comunicazione_evasa'),
  },
]

const pathOf = ({ saved }: Harness) => `/comunica_pec/${saved.get('request') ?? ''}`

async function expectCallback({ receiver, saved }: Harness, stato: string): Promise<void> {
  const received = await receiver.next(saved.get('request') ?? '', stato)
  printMessage('←', `callback, ${received.contentType}`, { id: received.resource.id, stato: received.resource.stato })
  check(received.signed, "the callback is signed with the account's secret")
}
