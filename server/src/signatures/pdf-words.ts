// What is known of an uploaded PDF, in words for who reviews it.
import type { FormMatch } from './form-match.ts'
import type { PdfSignature } from './verify-pades.ts'

export const formOutcomes = ['issued', 'mark_found', 'another', 'not_found', 'not_examined'] as const
export const coverageOutcomes = ['whole_file', 'part_of_file', 'wrong'] as const

export interface Words {
  italian: string
  english: string
}

/** What is said instead of a document that cost more than one may, or cannot be opened. */
export const notExamined = {
  outcome: 'not_examined',
  italian: 'Non esaminato: il documento non si apre o richiede troppo tempo. Va guardato a mano.',
  english: 'Not examined: the document cannot be opened or takes too long. Look at it by hand.',
} as const

/** Which form a document is, by its first bytes, or as far as its mark says. */
export function formWords(match: FormMatch): Words & { outcome: (typeof formOutcomes)[number] } {
  if (match.is === 'not found') {
    return {
      outcome: 'not_found',
      italian: 'Nessun modulo riconosciuto: né nel testo né come codice QR.',
      english: 'No form recognised, neither in the text nor as a QR code.',
    }
  }
  if (match.is === 'not examined') {
    return {
      outcome: 'not_examined',
      italian:
        'Nessun modulo riconosciuto, ma non tutto il documento si è potuto esaminare, per esempio immagini troppo grandi. Va guardato a mano.',
      english:
        'No form recognised, but not all of the document could be examined, such as pictures that are too large. Look at it by hand.',
    }
  }
  if (match.is === 'issued') return { outcome: 'issued', ...issuedWords(match) }
  const where = match.seen === 'in its text' ? 'nel testo' : 'dal codice QR'
  if (match.is === 'mark found') {
    return {
      outcome: 'mark_found',
      italian: `Porta il contrassegno del modulo emesso per questa casella (${match.form}, ${where}), che chiunque può copiare: il contenuto è da confrontare.`,
      english: `It bears the mark of the form issued for this mailbox (${match.form}, ${match.seen}), which anybody can copy: compare its contents.`,
    }
  }
  return match.ours
    ? {
        outcome: 'another',
        italian: `È un modulo di questa casella, ma non quello emesso (${match.form}, ${where}).`,
        english: `It is a form of this mailbox, but not as it was issued (${match.form}, ${match.seen}).`,
      }
    : {
        outcome: 'another',
        italian: `È il modulo di un’altra casella (${match.form}, ${where}).`,
        english: `It is the form of another mailbox (${match.form}, ${match.seen}).`,
      }
}

function issuedWords({ form, addedBytes }: Extract<FormMatch, { is: 'issued' }>): Words {
  return addedBytes === 0
    ? {
        italian: `È il modulo emesso per questa casella (${form}), byte per byte: senza alcuna firma.`,
        english: `It is the form issued for this mailbox (${form}), byte for byte: without any signature.`,
      }
    : {
        italian: `Comincia con il modulo emesso per questa casella (${form}), byte per byte; seguono altri ${addedBytes} byte, firme o altro.`,
        english: `It begins with the form issued for this mailbox (${form}), byte for byte; ${addedBytes} more bytes follow, signatures or something else.`,
      }
}

/** How much of the file a signature covers, or a time stamp, which is called one. */
export function coverageWords(signature: PdfSignature): Words & { outcome: (typeof coverageOutcomes)[number] } {
  const isStamp = signature.kind === 'time stamp'
  const [firma, it] = isStamp ? ['marca temporale', 'time stamp'] : ['firma', 'signature']
  const [tail, end] = isStamp ? [' Non è stata verificata.', ' It was not assessed.'] : ['', '']
  switch (signature.coverage) {
    case 'whole file':
      return {
        outcome: 'whole_file',
        italian: `La ${firma} copre tutto il file.${tail}`,
        english: `The ${it} covers the whole file.${end}`,
      }
    case 'does not cover the whole file':
      return {
        outcome: 'part_of_file',
        italian: `Dopo questa ${firma} è stato aggiunto altro: non copre tutto il file.${tail}`,
        english: `Something was added after this ${it}: it does not cover the whole file.${end}`,
      }
    case 'byte range wrong':
      return {
        outcome: 'wrong',
        italian: 'L’intervallo di byte della firma non è valido.',
        english: 'The byte range of the signature is not valid.',
      }
  }
}
