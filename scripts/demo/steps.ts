// The story, step by step; each step says what must hold.
import { Webhook } from 'standardwebhooks'
import { holds, say, short } from './exchange.ts'
import type { Call } from './exchange.ts'
import { base64, fillAndSign, identityDocument } from './papers.ts'
import type { Receiver } from './server.ts'

export interface Stage {
  call: Call
  receiver: Receiver
  callbackSecret: string
  /** Id of the mailbox the story is about, once registered. */
  mailbox: string
}

export interface Step {
  title: string
  run(stage: Stage): Promise<void>
}

const applicant = {
  tipo_cliente: 'PV',
  nome_richiedente: 'mario',
  cognome_richiedente: 'rossi',
  email: 'mario.rossi@example.com',
  telefono: '0612345678',
  codice_fiscale_richiedente: 'RSSMRA80A01H501U',
  data_nascita_richiedente: '01/01/1980',
  sesso_richiedente: 'M',
  nazione_nascita_richiedente: 'it',
  indirizzo_titolare: 'via verdi 20',
  comune_titolare: 'roma',
  cap_titolare: '00142',
  nazione_titolare: 'it',
  provincia_titolare: 'RM',
}

/** Waits for the next callback, checks its signature and gives the mailbox it tells about. */
async function nextCallback({ receiver, callbackSecret }: Stage): Promise<Record<string, unknown>> {
  const { headers, body } = await receiver.next()
  const text = (name: string) => String(headers[name])
  const signed = {
    'webhook-id': text('webhook-id'),
    'webhook-timestamp': text('webhook-timestamp'),
    'webhook-signature': text('webhook-signature'),
  }
  const told: { data: Record<string, unknown> } = JSON.parse(body)
  say(`\n⇠ callback ${signed['webhook-id']}  ${short({ stato: told.data.stato, casella_pec: told.data.casella_pec })}`)
  new Webhook(callbackSecret).verify(body, signed)
  holds(true, "its signature is the account's")
  return told.data
}

async function register(
  { call, receiver }: Stage,
  casella_pec: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const callback = { url: receiver.url, method: 'JSON', data: { order: 42 } }
  const { data, error } = await call('POST', '/pec', {
    casella_pec,
    tipo_casella: 'GOLD',
    ...applicant,
    callback,
    ...more,
  })
  holds(error === null && data.stato === 'registrata', 'the mailbox is registered')
  return String(data.id)
}

async function handIn(stage: Stage, id: string): Promise<void> {
  const { bytes } = await stage.call('GET', `/pec/${id}/modulo_attivazione`)
  holds(Buffer.from(bytes.subarray(0, 5)).toString() === '%PDF-', 'the form is a PDF')
  const papers = [await fillAndSign(bytes), await identityDocument('mario rossi')]
  const { data } = await stage.call('PATCH', `/pec/${id}/attivazione`, { documenti: papers.map(base64) })
  holds(data.stato === 'in_evasione', 'the documents are with the provider')
}

export const steps: readonly Step[] = [
  {
    title: 'Is the address free?',
    async run({ call }) {
      const { data } = await call('GET', '/verifica_pec/mario.rossi@testcert.legalmail.it')
      holds(data.available === true, 'mario.rossi is free')
      const taken = await call('GET', '/verifica_pec/occupata@testcert.legalmail.it')
      holds(taken.data.available === false, 'an address with the word occupata is not')
    },
  },
  {
    title: 'Register, sign, activate',
    async run(stage) {
      stage.mailbox = await register(stage, 'mario.rossi@testcert.legalmail.it', { autorinnovo: true })
      await handIn(stage, stage.mailbox)
      const told = await nextCallback(stage)
      holds(told.stato === 'evasa', 'the callback says evasa')
      const { data } = await stage.call('GET', `/pec/${stage.mailbox}`)
      holds(JSON.stringify(data) === JSON.stringify(told), 'the callback told just what a GET answers')
    },
  },
  {
    title: 'Documents sent back, and mended',
    async run(stage) {
      const id = await register(stage, 'errati.rossi@testcert.legalmail.it')
      await handIn(stage, id)
      holds((await nextCallback(stage)).stato === 'documenti_errati', 'the provider sent the documents back')
      await handIn(stage, id)
      holds((await nextCallback(stage)).stato === 'evasa', 'the second upload was accepted')
    },
  },
  {
    title: 'More space, another user',
    async run({ call, mailbox }) {
      const { data } = await call('PATCH', `/pec/${mailbox}/modifica`, {
        spazio_disco: '3072',
        spazio_storico: '+1024',
      })
      holds(data.spazio_disco === 3072 && data.spazio_storico === 14336, 'the spaces grew')
      const user = {
        nome: 'luca',
        cognome: 'bianchi',
        descrizione: 'prima utenza',
        email_gestione_password: 'luca@example.com',
      }
      const added = await call('POST', `/pec/${mailbox}/multiutenza`, user)
      holds(Array.isArray(added.data.multiutenza) && added.data.multiutenza.length === 1, 'there is one more user')
    },
  },
  {
    title: 'A year passes: one mailbox renews itself, the other expires',
    async run(stage) {
      const before = (await stage.call('GET', `/pec/${stage.mailbox}`)).data
      const moved = await stage.call('POST', '/v1/sandbox/clock', { advance: 'P366D' })
      holds(moved.error === null, 'the clock moved, and everything due on the way happened')
      const told = [await nextCallback(stage), await nextCallback(stage)].map(({ stato }) => String(stato))
      holds(told.includes('evasa') && told.includes('chiusa'), 'one callback tells of a renewal, one of an expiry')
      const after = (await stage.call('GET', `/pec/${stage.mailbox}`)).data
      holds(
        after.stato === 'evasa' && after.data_scadenza !== before.data_scadenza,
        'the renewed mailbox has a new expiry',
      )
    },
  },
  {
    title: 'Revoke, and bring back',
    async run({ call, mailbox }) {
      holds((await call('DELETE', `/pec/${mailbox}`)).data.stato === 'revocata', 'it is revoked')
      holds((await call('GET', `/pec/${mailbox}/rinnovo?anni=2`)).data.stato === 'evasa', 'a renewal brings it back')
      const refused = await call('GET', `/pec/${mailbox}/rinnovo?anni=11`)
      holds(refused.error === 204, 'eleven years are refused, with number 204')
    },
  },
]
