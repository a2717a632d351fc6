// What messages say to people: Italian as the rules word it, English beneath.
import type { CertifiedRecipient } from '../../../server/src/messages/certification-data.ts'

/** A text in one language: a heading, and paragraphs of lines. */
export interface Text {
  heading: string
  paragraphs: readonly (readonly string[])[]
}

/** The same in both languages. */
export interface Texts {
  italian: Text
  english: Text
}

/** What texts are about. */
export interface Facts {
  day: string
  time: string
  zone: string
  subject: string
  sender: string
  recipients: readonly CertifiedRecipient[]
  identifier: string
}

type Sentence = (facts: Facts) => Texts

const noValue = {
  italian: '[TEST] Messaggio di prova, emesso da un gestore di prova: non ha alcun valore legale.',
  english: '[TEST] A test message of a test provider: it has no legal value.',
}
const typeWords = {
  italian: { certificato: 'posta certificata', esterno: 'posta ordinaria' },
  english: { certificato: 'certified mail', esterno: 'ordinary mail' },
}

const listOf = ({ recipients }: Facts, language: 'italian' | 'english') =>
  recipients.map(({ address, type }) => `${address} ("${typeWords[language][type]}")`)
const when = {
  italian: ({ day, time, zone }: Facts) => `Il giorno ${day} alle ore ${time} (${zone})`,
  english: ({ day, time, zone }: Facts) => `On ${day} at ${time} (${zone})`,
}
const identifier = {
  italian: ({ identifier }: Facts) => [`Identificativo messaggio: ${identifier}`],
  english: ({ identifier }: Facts) => [`Message identifier: ${identifier}`],
}

const acceptance: Sentence = (facts) => ({
  italian: {
    heading: 'Ricevuta di accettazione',
    paragraphs: [
      [
        `${when.italian(facts)} il messaggio`,
        `"${facts.subject}" proveniente da "${facts.sender}"`,
        'ed indirizzato a:',
        ...listOf(facts, 'italian'),
        'è stato accettato dal sistema ed inoltrato.',
      ],
      identifier.italian(facts),
    ],
  },
  english: {
    heading: 'Acceptance receipt',
    paragraphs: [
      [
        `${when.english(facts)} the message`,
        `"${facts.subject}" from "${facts.sender}"`,
        'addressed to:',
        ...listOf(facts, 'english'),
        'was accepted by the system and forwarded.',
      ],
      identifier.english(facts),
    ],
  },
})

const nonAcceptance = (facts: Facts, why: { italian: string; english: string }): Texts => ({
  italian: {
    heading: "Errore nell'accettazione del messaggio",
    paragraphs: [
      [
        `${when.italian(facts)} nel messaggio`,
        `"${facts.subject}" proveniente da "${facts.sender}"`,
        'ed indirizzato a:',
        ...listOf(facts, 'italian'),
        `è stato rilevato un problema che ne impedisce l'accettazione: ${why.italian}.`,
        'Il messaggio non è stato accettato.',
      ],
      identifier.italian(facts),
    ],
  },
  english: {
    heading: 'The message was not accepted',
    paragraphs: [
      [
        `${when.english(facts)} a problem was found in the message`,
        `"${facts.subject}" from "${facts.sender}"`,
        'addressed to:',
        ...listOf(facts, 'english'),
        `that prevents its acceptance: ${why.english}.`,
        'The message was not accepted.',
      ],
      identifier.english(facts),
    ],
  },
})

const nonAcceptanceForVirus = (facts: Facts, virus: string): Texts =>
  nonAcceptance(facts, {
    italian: `presenza di virus informatici (${virus})`,
    english: `it contains a virus (${virus})`,
  })

const transportEnvelope: Sentence = (facts) => ({
  italian: {
    heading: 'Messaggio di posta certificata',
    paragraphs: [
      [
        `${when.italian(facts)} il messaggio`,
        `"${facts.subject}" è stato inviato da "${facts.sender}"`,
        'indirizzato a:',
        ...facts.recipients.map(({ address }) => address),
      ],
      ['Il messaggio originale è incluso in allegato.'],
      identifier.italian(facts),
    ],
  },
  english: {
    heading: 'Certified mail message',
    paragraphs: [
      [
        `${when.english(facts)} the message`,
        `"${facts.subject}" was sent by "${facts.sender}"`,
        'addressed to:',
        ...facts.recipients.map(({ address }) => address),
      ],
      ['The original message is attached.'],
      identifier.english(facts),
    ],
  },
})

const anomalyEnvelope = (facts: Facts, why: { italian: string; english: string }): Texts => ({
  italian: {
    heading: 'Anomalia nel messaggio',
    paragraphs: [
      [
        `${when.italian(facts)} è stato ricevuto il messaggio`,
        `"${facts.subject}" proveniente da "${facts.sender}"`,
        'ed indirizzato a:',
        ...facts.recipients.map(({ address }) => address),
      ],
      [`Tali dati non sono stati certificati per il seguente errore: ${why.italian}.`],
      ['Il messaggio originale è incluso in allegato.'],
    ],
  },
  english: {
    heading: 'Anomaly in the message',
    paragraphs: [
      [
        `${when.english(facts)} this message arrived:`,
        `"${facts.subject}" from "${facts.sender}"`,
        'addressed to:',
        ...facts.recipients.map(({ address }) => address),
      ],
      [`These data are not certified, because of the following error: ${why.english}.`],
      ['The original message is attached.'],
    ],
  },
})

const takingInCharge = (facts: Facts, taken: readonly string[]): Texts => ({
  italian: {
    heading: 'Ricevuta di presa in carico',
    paragraphs: [
      [
        `${when.italian(facts)} il messaggio`,
        `"${facts.subject}" proveniente da "${facts.sender}"`,
        'ed indirizzato a:',
        ...taken,
        'è stato accettato dal sistema.',
      ],
      identifier.italian(facts),
    ],
  },
  english: {
    heading: 'Taking-in-charge receipt',
    paragraphs: [
      [
        `${when.english(facts)} the message`,
        `"${facts.subject}" from "${facts.sender}"`,
        'addressed to:',
        ...taken,
        'was taken in charge by the system.',
      ],
      identifier.english(facts),
    ],
  },
})

const delivery = (facts: Facts, recipient: string, isAttached: boolean): Texts => ({
  italian: {
    heading: 'Ricevuta di avvenuta consegna',
    paragraphs: [
      [
        `${when.italian(facts)} il messaggio`,
        `"${facts.subject}" proveniente da "${facts.sender}"`,
        `ed indirizzato a "${recipient}"`,
        'è stato consegnato nella casella di destinazione.',
      ],
      ...(isAttached
        ? [['Il messaggio originale è incluso in allegato, per intero o con gli hash degli allegati.']]
        : []),
      identifier.italian(facts),
    ],
  },
  english: {
    heading: 'Delivery receipt',
    paragraphs: [
      [
        `${when.english(facts)} the message`,
        `"${facts.subject}" from "${facts.sender}"`,
        `addressed to "${recipient}"`,
        'was delivered to the mailbox of its recipient.',
      ],
      ...(isAttached ? [['The original message is attached, whole or with hashes of its attachments.']] : []),
      identifier.english(facts),
    ],
  },
})

const deliveryError = (facts: Facts, recipient: string, why: { italian: string; english: string }): Texts => ({
  italian: {
    heading: 'Avviso di mancata consegna',
    paragraphs: [
      [
        `${when.italian(facts)} nel messaggio`,
        `"${facts.subject}" proveniente da "${facts.sender}"`,
        `e destinato all'utente "${recipient}"`,
        `è stato rilevato un errore: ${why.italian}.`,
        'Il messaggio è stato rifiutato dal sistema.',
      ],
      identifier.italian(facts),
    ],
  },
  english: {
    heading: 'Notice of non-delivery',
    paragraphs: [
      [
        `${when.english(facts)} an error was found in the message`,
        `"${facts.subject}" from "${facts.sender}"`,
        `for "${recipient}":`,
        `${why.english}.`,
        'The message was rejected by the system.',
      ],
      identifier.english(facts),
    ],
  },
})

const firstNotice = (facts: Facts, recipient: string): Texts => ({
  italian: {
    heading: 'Avviso di mancata consegna per superamento del tempo massimo',
    paragraphs: [
      [
        `${when.italian(facts)} il messaggio`,
        `"${facts.subject}" proveniente da "${facts.sender}"`,
        `e destinato all'utente "${recipient}"`,
        'non è stato consegnato nelle prime dodici ore dal suo invio.',
      ],
      [
        'Non si esclude che la consegna avvenga in seguito, ma è possibile che la spedizione non vada a buon fine.',
        'Il sistema invierà un altro avviso se nelle prossime dodici ore non riceverà conferma della consegna.',
      ],
      identifier.italian(facts),
    ],
  },
  english: {
    heading: 'Notice of non-delivery: maximum time exceeded',
    paragraphs: [
      [
        `${when.english(facts)} the message`,
        `"${facts.subject}" from "${facts.sender}"`,
        `for "${recipient}"`,
        'had not been delivered within twelve hours of its sending.',
      ],
      ['It may still be delivered. Another notice follows if the next twelve hours bring no confirmation.'],
      identifier.english(facts),
    ],
  },
})

const secondNotice = (facts: Facts, recipient: string): Texts => ({
  italian: {
    heading: 'Avviso di mancata consegna per superamento del tempo massimo',
    paragraphs: [
      [
        `${when.italian(facts)} il messaggio`,
        `"${facts.subject}" proveniente da "${facts.sender}"`,
        `e destinato all'utente "${recipient}"`,
        'non è stato consegnato nelle ventiquattro ore successive al suo invio.',
        'La spedizione si deve considerare non andata a buon fine.',
      ],
      identifier.italian(facts),
    ],
  },
  english: {
    heading: 'Notice of non-delivery: maximum time exceeded',
    paragraphs: [
      [
        `${when.english(facts)} the message`,
        `"${facts.subject}" from "${facts.sender}"`,
        `for "${recipient}"`,
        'had not been delivered within twenty-four hours of its sending.',
        'It must be considered as not delivered.',
      ],
      identifier.english(facts),
    ],
  },
})

const virusNotice = (facts: Facts, recipient: string, virus: string): Texts => ({
  italian: {
    heading: 'Problema di sicurezza nel messaggio',
    paragraphs: [
      [
        `${when.italian(facts)} nel messaggio`,
        `"${facts.subject}" proveniente da "${facts.sender}"`,
        `e destinato all'utente "${recipient}"`,
        `è stato rilevato un virus informatico: ${virus}.`,
        'Il messaggio non è stato consegnato.',
      ],
      identifier.italian(facts),
    ],
  },
  english: {
    heading: 'Security problem in the message',
    paragraphs: [
      [
        `${when.english(facts)} a virus was found in the message`,
        `"${facts.subject}" from "${facts.sender}"`,
        `for "${recipient}":`,
        `${virus}.`,
        'The message was not delivered.',
      ],
      identifier.english(facts),
    ],
  },
})

/** The texts of every kind of message. */
export const texts = {
  ...{ acceptance, nonAcceptance, nonAcceptanceForVirus, transportEnvelope, anomalyEnvelope, takingInCharge },
  ...{ delivery, deliveryError, firstNotice, secondNotice, virusNotice },
}

/** For a reader of plain text. */
export function plainText({ italian, english }: Texts): string {
  const written = (text: Text, notice: string) =>
    [notice, text.heading, ...text.paragraphs.map((lines) => lines.join('\r\n'))].join('\r\n\r\n')
  return `${written(italian, noValue.italian)}\r\n\r\n----\r\n\r\n${written(english, noValue.english)}\r\n`
}

/** The same as a page without anything from elsewhere (RFC 6109, 3). */
export function htmlText({ italian, english }: Texts): string {
  const written = (language: string, text: Text, notice: string) => [
    `<div lang="${language}">`,
    `<p><strong>${escaped(notice)}</strong></p>`,
    `<h3>${escaped(text.heading)}</h3>`,
    ...text.paragraphs.map((lines) => `<p>${lines.map(escaped).join('<br>\r\n')}</p>`),
    '</div>',
  ]
  return [
    '<!DOCTYPE html>',
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><title></title></head><body>',
    ...written('it', italian, noValue.italian),
    '<hr>',
    ...written('en', english, noValue.english),
    '</body></html>',
    '',
  ].join('\r\n')
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
