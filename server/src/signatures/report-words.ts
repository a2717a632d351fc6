// What a signature report says, answer by answer, in words for people. It names nobody and no fiscal code.
import { chainFaults, counted, notP7m, revocationReasonWords, revocationUnknown } from './report-reasons.ts'
import type { QualifiedAnswer, Readable, RevocationAnswer, SignatureReport, SignerReport } from './signature-report.ts'

export const reportChecks = [
  'readable',
  'content',
  'intact',
  'signing_certificate',
  'strength',
  'signing_time',
  'certificate',
  'usage',
  'chain',
  'qualified',
  'revocation',
  'time_stamp',
  'fiscal_code',
] as const
export type ReportCheck = (typeof reportChecks)[number]

/** `not_assessed`: not asked, or nothing at hand to judge by. */
export const reportOutcomes = ['passed', 'failed', 'not_assessed'] as const
export type ReportOutcome = (typeof reportOutcomes)[number]

interface Said {
  outcome: ReportOutcome
  italian: string
  english: string
}

/** One answer. `signer`: which of the file's signers it is about, from 1; null when it is about the file. */
export interface ReportLine extends Said {
  check: ReportCheck
  signer: number | null
}

const said = (outcome: ReportOutcome) => (italian: string, english: string) => ({ outcome, italian, english })
const passed = said('passed')
const failed = said('failed')
const notAssessed = said('not_assessed')

/** Every answer of a report, those about the file first, then signer by signer. */
export function linesOf(report: SignatureReport): ReportLine[] {
  const ofFile: [ReportCheck, Said][] = [['readable', readable(report.readable)]]
  if (report.content !== undefined) ofFile.push(['content', content(report.content)])
  return [
    ...ofFile.map(([check, words]) => ({ check, signer: null, ...words })),
    ...report.signers.flatMap((signer, index) =>
      ofSigner(signer).map(([check, words]) => ({ check, signer: index + 1, ...words })),
    ),
  ]
}

function readable(answer: Readable): Said {
  switch (answer.is) {
    case 'signed':
      return passed(
        `File firmato (${answer.encoding}), buste: ${answer.layers}.`,
        `A signed file (${answer.encoding}), envelopes: ${answer.layers}.`,
      )
    case 'not p7m': {
      const why = notP7m[answer.why]
      return failed(`Non è un p7m: ${why.italian}.`, `No p7m: ${why.english}.`)
    }
    case 'too large': {
      const what = counted[answer.what]
      return failed(
        `Il file è troppo grande: più di ${answer.limit} ${what.italian}.`,
        `The file is too large: more than ${answer.limit} ${what.english}.`,
      )
    }
    case 'too deep':
      return failed('Troppe strutture una dentro l’altra.', 'Too many structures inside each other.')
    case 'timed out':
      return failed('La lettura ha richiesto troppo tempo.', 'Reading it took too long.')
    case 'busy':
      return notAssessed('Non esaminato: troppi file in attesa.', 'Not examined: too many files were waiting.')
  }
}

function content({ is }: NonNullable<SignatureReport['content']>): Said {
  switch (is) {
    case 'matches':
      return passed(
        'Il documento firmato è quello emesso, byte per byte.',
        'The signed document is the one that was issued, byte for byte.',
      )
    case 'differs':
      return failed(
        'Il documento firmato non è quello emesso: un solo byte diverso basta.',
        'The signed document is not the one that was issued: one different byte is enough.',
      )
    case 'detached':
      return failed('La firma non contiene il documento.', 'The signature does not hold the document.')
    case 'not asked':
      return notAssessed('Contenuto non confrontato.', 'Content not compared.')
  }
}

function ofSigner(signer: SignerReport): [ReportCheck, Said][] {
  return [
    ['intact', intact(signer)],
    ['signing_certificate', signingCertificate(signer)],
    ['strength', strength(signer)],
    ['signing_time', signingTime(signer)],
    ['certificate', certificate(signer)],
    ['usage', usage(signer)],
    ['chain', chain(signer)],
    ['qualified', qualified(signer.qualified)],
    ['revocation', revocation(signer.revocation)],
    ['time_stamp', timeStamp(signer)],
    ['fiscal_code', fiscalCode(signer)],
  ]
}

function intact({ intact }: SignerReport): Said {
  if (intact.is === 'yes') return passed('La firma è integra.', 'The signature is intact.')
  if (intact.is === 'no') return failed('La firma non è integra.', `The signature is not intact: ${intact.why}.`)
  return notAssessed('Integrità non verificabile.', `Integrity could not be checked: ${intact.why}.`)
}

function signingCertificate({ signingCertificate: answer }: SignerReport): Said {
  if (answer === 'matches')
    return passed(
      'signing-certificate-v2 corrisponde al certificato.',
      'signing-certificate-v2 matches the certificate.',
    )
  if (answer === 'missing')
    return notAssessed(
      'signing-certificate-v2 assente: non è CAdES-BES.',
      'signing-certificate-v2 missing: not CAdES-BES.',
    )
  if (answer === 'not assessed')
    return notAssessed(
      'signing-certificate-v2 non verificabile: algoritmo non supportato.',
      'signing-certificate-v2 not assessed: algorithm not supported.',
    )
  return failed(
    'signing-certificate-v2 indica un altro certificato.',
    'signing-certificate-v2 names another certificate.',
  )
}

function strength({ strength: { is, digest, key } }: SignerReport): Said {
  if (is === 'enough')
    return passed(`Algoritmi adeguati: ${digest}, ${key}.`, `Algorithms strong enough: ${digest}, ${key}.`)
  if (is === 'not assessed')
    return notAssessed(`Algoritmi non valutati: ${digest}, ${key}.`, `Algorithms not assessed: ${digest}, ${key}.`)
  return failed(`Algoritmi troppo deboli: ${digest}, ${key}.`, `Algorithms too weak: ${digest}, ${key}.`)
}

function signingTime({ signingTime: time }: SignerReport): Said {
  if (time.is === 'absent') return notAssessed('Data di firma non dichiarata.', 'No signing time is claimed.')
  if (time.is === 'in the future')
    return failed(`Data di firma nel futuro: ${time.at}.`, `Signing time in the future: ${time.at}.`)
  if (time.is === 'before it was issued')
    return failed(
      `Data di firma ${time.at}, ma il documento è stato emesso il ${time.issuedAt}.`,
      `Signing time ${time.at}, but the document was issued on ${time.issuedAt}.`,
    )
  return passed(
    `Data di firma dichiarata: ${time.at} (dichiarata, non provata).`,
    `Claimed signing time: ${time.at} (a claim, no proof).`,
  )
}

function certificate({ certificate: answer }: SignerReport): Said {
  if (answer.is === 'missing') return failed('Certificato assente.', 'The certificate is missing.')
  const { from, to } = answer
  const span = { italian: `(dal ${from} al ${to})`, english: `(from ${from} to ${to})` }
  if (answer.is === 'expired')
    return failed(`Certificato scaduto alla firma ${span.italian}.`, `Certificate expired at signing ${span.english}.`)
  if (answer.is === 'not yet valid')
    return failed(
      `Certificato non ancora valido alla firma ${span.italian}.`,
      `Certificate not yet valid at signing ${span.english}.`,
    )
  return passed(`Certificato valido alla firma ${span.italian}.`, `Certificate valid at signing ${span.english}.`)
}

function usage({ usage: answer }: SignerReport): Said {
  if (answer === 'for signatures') return passed('Certificato per firme.', 'The certificate is for signatures.')
  if (answer === 'not said')
    return notAssessed('Uso del certificato non dichiarato.', 'The certificate does not say what it is for.')
  return failed('Il certificato non è per firme.', 'The certificate is not for signatures.')
}

function chain({ chain: answer }: SignerReport): Said {
  if (answer.is === 'trusted')
    return passed(`Certificato riconosciuto: ${answer.anchor}.`, `Certificate trusted: ${answer.anchor}.`)
  if (answer.is === 'no anchors configured')
    return notAssessed('Nessuna autorità configurata.', 'No trusted authorities are configured.')
  const why = chainFaults[answer.why]
  return failed(`Certificato non riconosciuto: ${why.italian}.`, `Certificate not trusted: ${why.english}.`)
}

function qualified(answer: QualifiedAnswer): Said {
  if (answer.is === 'not assessed')
    return notAssessed('Firma qualificata: non valutata.', `Qualified signature: not assessed (${answer.why}).`)
  if (answer.is === 'not qualified')
    return failed('Firma non qualificata.', `Not a qualified signature: ${answer.why}.`)
  const { territory, sequence, issuedAt } = answer.list
  const list = `${territory} ${sequence}, ${issuedAt}`
  return passed(`Firma qualificata secondo l’elenco ${list}.`, `Qualified according to the list ${list}.`)
}

function revocation(answer: RevocationAnswer): Said {
  if (answer.is === 'not assessed') {
    const why = revocationUnknown[answer.why]
    return notAssessed(`Revoca non verificata: ${why.italian}.`, `Revocation not assessed: ${why.english}.`)
  }
  const source = `${answer.source.toUpperCase()}, ${answer.asOf}`
  if (answer.is === 'good')
    return passed(`Certificato non revocato (${source}).`, `Certificate not revoked (${source}).`)
  const [certificato, certificate] =
    answer.whose === 'signer'
      ? ['Certificato revocato', 'Certificate revoked']
      : ['Certificato dell’autorità revocato', "The authority's certificate was revoked"]
  const reason = revocationReasonWords[answer.reason]
  const italian = `${certificato} il ${answer.at} (${reason.italian}; ${source})`
  const english = `${certificate} on ${answer.at} (${reason.english}; ${source})`
  return answer.when === 'before signing'
    ? failed(`${italian}, prima della firma.`, `${english}, before signing.`)
    : failed(
        `${italian}, dopo la data di firma dichiarata, che non è provata.`,
        `${english}, after the claimed signing time, which is no proof.`,
      )
}

function timeStamp({ timeStamp: answer }: SignerReport): Said {
  return answer === 'absent'
    ? notAssessed('Nessuna marca temporale.', 'No time stamp.')
    : notAssessed('Marca temporale presente, non verificata.', 'Time stamp present, not assessed.')
}

function fiscalCode({ fiscalCode: answer }: SignerReport): Said {
  switch (answer) {
    case 'matches':
      return passed(
        'Il codice fiscale del firmatario è quello atteso.',
        "The signer's fiscal code is the expected one.",
      )
    case 'differs':
      return failed('Il codice fiscale del firmatario è un altro.', "The signer's fiscal code is another one.")
    case 'absent':
      return failed('Il certificato non riporta un codice fiscale.', 'The certificate bears no fiscal code.')
    case 'not asked':
      return notAssessed('Codice fiscale non confrontato.', 'Fiscal code not compared.')
  }
}
