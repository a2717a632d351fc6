// What is known of an uploaded PDF, in words for who reviews it.
import type { FormMatch } from './form-match.ts'
import type { PdfSignature } from './verify-pades.ts'

export const formOutcomes = ['issued', 'another', 'not_found'] as const
export const coverageOutcomes = ['whole_file', 'part_of_file', 'wrong'] as const

interface Words {
  italian: string
  english: string
}

/** Which form a document is, as far as its mark says. */
export function formWords(match: FormMatch): Words & { outcome: (typeof formOutcomes)[number] } {
  if (match.is === 'not found') {
    return {
      outcome: 'not_found',
      italian: 'Nessun modulo riconosciuto: né nel testo né come codice QR.',
      english: 'No form recognised, neither in the text nor as a QR code.',
    }
  }
  const where = match.seen === 'in its text' ? 'nel testo' : 'dal codice QR'
  if (match.is === 'the form we issued') {
    return {
      outcome: 'issued',
      italian: `È il modulo emesso per questa casella (${match.form}, ${where}).`,
      english: `It is the form issued for this mailbox (${match.form}, ${match.seen}).`,
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
