// What was found in the signed documents handed in for a request, answer by answer, and in the request itself.
import { Type } from 'typebox'
import type { Context } from '../context.ts'
import type { Strictness } from '../model/strictness.ts'
import { bothLanguages, literals, moment } from '../model/wire-schemas.ts'
import { faultWords } from '../signatures/report-reasons.ts'
import { linesOf, reportChecks, reportOutcomes } from '../signatures/report-words.ts'
import { faultsOf } from '../signatures/signature-report.ts'
import type { SignatureReport } from '../signatures/signature-report.ts'
import { listSignatureChecks } from './signature-checks.ts'
import type { SignatureCheck } from './signature-checks.ts'
import { contradictionsOf } from './table.ts'
import type { Contradictions, RegistryRequestRow } from './table.ts'

const Answer = Type.Object({
  check: literals(reportChecks, 'what was checked'),
  signer: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
    description: 'which signer, outermost first; null when about the file',
  }),
  outcome: literals(reportOutcomes, 'not_assessed: nothing at hand to judge by'),
  ...bothLanguages,
})

/** What was found in one signed document. */
export const SignedDocument = Type.Object({
  at: moment('when it was handed in'),
  document: Type.Integer({ minimum: 0, description: 'which document of the upload' }),
  size_bytes: Type.Integer({ minimum: 0 }),
  taken: Type.Boolean({ description: 'whether the upload was taken' }),
  faults: Type.Array(Type.Object(bothLanguages), { description: 'what is held against it' }),
  answers: Type.Array(Answer),
})

/** The signed documents of a request, newest first, and what of it does not agree with others of the account's. */
export async function reviewRequest({ database, strictness }: Context, row: RegistryRequestRow) {
  const checks = await listSignatureChecks<SignatureReport>(database.kysely, row.id)
  const documents = checks.map((check) => verdictOf(check, strictness))
  return { documents, warnings: warningsAbout(await contradictionsOf(database.kysely, row)) }
}

function warningsAbout({ ofAnotherCompany, ofCompanyAndDirector }: Contradictions) {
  return [
    ...(ofAnotherCompany
      ? [
          {
            italian:
              'Lo stesso indirizzo è già stato indicato per un’altra impresa: ogni impresa deve avere il proprio.',
            english: 'The same address was given for another company: each company needs its own.',
          },
        ]
      : []),
    ...(ofCompanyAndDirector
      ? [
          {
            italian:
              'Lo stesso indirizzo è indicato come dell’impresa e come dell’amministratore: devono essere diversi.',
            english: "The same address is given as the company's and as its director's: they must differ.",
          },
        ]
      : []),
  ]
}

function verdictOf(
  { at, document, size_bytes, taken, report }: SignatureCheck<SignatureReport>,
  strictness: Strictness,
) {
  const faults = faultsOf(report, strictness).map((fault) => faultWords[fault])
  return { at: at.toISOString(), document, size_bytes, taken, faults, answers: linesOf(report) }
}
