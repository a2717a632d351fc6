// One message of each kind, with the same people, times and identifiers every time; the keys alone differ.
import type { CertifiedRecipient } from '../../../server/src/messages/certification-data.ts'
import { createKeys } from '../messages/authority.ts'
import type { GestoreKeys } from '../messages/authority.ts'
import { checkSubmission, formalRefusals } from '../messages/formal-checks.ts'
import { newIdentifier } from '../messages/identifiers.ts'
import {
  buildAcceptance,
  buildAnomalyEnvelope,
  buildDelivery,
  buildDeliveryError,
  buildFirstNotice,
  buildNonAcceptance,
  buildNonAcceptanceForVirus,
  buildSecondNotice,
  buildTakingInCharge,
  buildTransportEnvelope,
  buildVirusNotice,
} from '../messages/messages.ts'
import type { Gestore, Transaction } from '../messages/transaction.ts'

const sent = new Date('2026-11-30T09:15:00Z')
const after = (seconds: number) => new Date(sent.getTime() + seconds * 1_000)

/** The two gestori of the examples: the sender's and the recipient's. */
export const exampleGestori = {
  ours: { name: 'Gestore di prova', domain: 'pec.gestore-prova.test' },
  other: { name: 'Altro gestore di prova', domain: 'pec.altro-gestore.test' },
} as const

export interface ExampleKeys {
  ours: GestoreKeys
  other: GestoreKeys
}

/** New keys for both. */
export async function exampleKeys(): Promise<ExampleKeys> {
  const [ours, other] = await Promise.all([
    createKeys({ ...exampleGestori.ours, at: sent }),
    createKeys({ ...exampleGestori.other, at: sent }),
  ])
  return { ours, other }
}

const sender = 'mario.rossi@pec.gestore-prova.test'
const recipients: CertifiedRecipient[] = [
  { address: 'azienda.prova@pec.altro-gestore.test', type: 'certificato' },
  { address: 'ufficio@example.test', type: 'esterno' },
]
const [recipient = ''] = recipients.map(({ address }) => address)

/** The message as Mario's client submitted it. */
export const exampleOriginal = Buffer.from(
  [
    'Message-ID: <7f3a9c@client.example.test>',
    'Date: Mon, 30 Nov 2026 10:14:58 +0100',
    `From: Mario Rossi <${sender}>`,
    `To: ${recipients.map(({ address }) => address).join(',\r\n ')}`,
    'Subject: =?utf-8?Q?Perch=C3=A9_no=3F_Fattura_n=2E_12?=',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="client"',
    '',
    '--client',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Buongiorno, la fattura è in allegato.',
    '--client',
    'Content-Type: application/pdf; name="fattura.pdf"',
    'Content-Disposition: attachment; filename="fattura.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('%PDF-1.4 fattura di prova').toString('base64'),
    '--client--',
    '',
  ].join('\r\n'),
)

/** Ordinary mail from elsewhere. */
const ordinary = Buffer.from(
  [
    'Message-ID: <ordinary@example.test>',
    'From: Qualcuno <qualcuno@example.test>',
    `To: ${recipient}`,
    'Subject: Un saluto',
    '',
    'Ciao.',
    '',
  ].join('\r\n'),
)

/** Every example by the name of its file. */
export async function exampleMessages(keys: ExampleKeys): Promise<Record<string, Uint8Array>> {
  const ours: Gestore = { ...exampleGestori.ours, signer: keys.ours.signer }
  const other: Gestore = { ...exampleGestori.other, signer: keys.other.signer }
  const identifier = (gestore: Gestore, at: Date, seed: string) => newIdentifier(gestore.domain, at, Buffer.from(seed))
  const { read } = checkSubmission({ account: sender, reversePath: sender, recipients: [], message: exampleOriginal })
  const transaction: Transaction = { ...read, identifier: identifier(ours, sent, 'a message'), sender, recipients }
  const by = (gestore: Gestore, seconds: number, seed: string) => ({
    ...{ gestore, transaction, at: after(seconds) },
    identifier: identifier(gestore, after(seconds), seed),
  })
  const original = exampleOriginal
  const refusal = { check: 'Bcc present', ...formalRefusals['Bcc present'] } as const
  const eicar = 'Eicar-Test-Signature'
  return {
    accettazione: await buildAcceptance(by(ours, 0, 'accepted')),
    'non-accettazione': await buildNonAcceptance({ ...by(ours, 0, 'refused'), refusal }),
    'non-accettazione-virus': await buildNonAcceptanceForVirus({ ...by(ours, 0, 'a virus'), virus: eicar }),
    'posta-certificata': await buildTransportEnvelope({ gestore: ours, transaction, at: sent, original }),
    'anomalia-messaggio': await buildAnomalyEnvelope({
      ...{ gestore: other, at: after(60), identifier: identifier(other, after(60), 'an anomaly') },
      ...{ sender: 'qualcuno@example.test', recipients: [recipient], arrived: ordinary, fault: 'ordinary mail' },
    }),
    'presa-in-carico': await buildTakingInCharge({
      ...by(other, 2, 'taken'),
      ...{ to: 'ricevute@pec.gestore-prova.test', recipients: [recipient] },
    }),
    'avvenuta-consegna-completa': await buildDelivery('completa', { ...by(other, 3, 'whole'), recipient, original }),
    'avvenuta-consegna-breve': await buildDelivery('breve', { ...by(other, 3, 'brief'), recipient, original }),
    'avvenuta-consegna-sintetica': await buildDelivery('sintetica', { ...by(other, 3, 'short'), recipient, original }),
    'errore-consegna': await buildDeliveryError({
      ...by(other, 3, 'unknown'),
      ...{ recipient, fault: 'altro', detail: `5.1.1 - ${exampleGestori.other.name} - indirizzo non valido` },
    }),
    'errore-consegna-virus': await buildDeliveryError({
      ...by(ours, 5, 'infected'),
      ...{ recipient, fault: 'virus', detail: eicar },
    }),
    'preavviso-12-ore': await buildFirstNotice({ ...by(ours, 12 * 3_600, 'twelve'), recipient }),
    'preavviso-24-ore': await buildSecondNotice({ ...by(ours, 24 * 3_600, 'twenty-four'), recipient }),
    'rilevazione-virus': await buildVirusNotice({
      ...by(other, 4, 'detected'),
      ...{ to: 'ricevute@pec.gestore-prova.test', recipient, virus: eicar },
    }),
  }
}
