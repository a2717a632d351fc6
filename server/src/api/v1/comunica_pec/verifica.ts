// GET /v1/comunica_pec/{id}/verifica: what was found in the signed documents handed in, answer by answer, newest first.
import { Type } from 'typebox'
import { bothLanguages, literals, moment } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'
import { registryRequests } from '../../../registry-requests/resource.ts'
import { faultWords, linesOf, reportChecks, reportOutcomes } from '../../../signatures/report-words.ts'
import { faultsOf } from '../../../signatures/signature-report.ts'
import type { SignatureReport } from '../../../signatures/signature-report.ts'
import { contradictionsOf } from '../../../registry-requests/table.ts'
import type { Contradictions } from '../../../registry-requests/table.ts'
import { listSignatureChecks } from '../../../registry-requests/signature-checks.ts'
import type { SignatureCheck } from '../../../registry-requests/signature-checks.ts'

const Answer = Type.Object({
  check: literals(reportChecks, 'what was checked'),
  signer: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
    description: 'which signer, outermost first; null when about the file',
  }),
  outcome: literals(reportOutcomes, 'not_assessed: nothing at hand to judge by'),
  ...bothLanguages,
})

const Verdict = Type.Object({
  at: moment('when it was handed in'),
  document: Type.Integer({ minimum: 0, description: 'which document of the upload' }),
  size_bytes: Type.Integer({ minimum: 0 }),
  taken: Type.Boolean({ description: 'whether the upload was taken' }),
  faults: Type.Array(Type.Object(bothLanguages), { description: 'what is held against it' }),
  answers: Type.Array(Answer),
})

export const readSignatureReport = reads({
  route: 'GET /v1/comunica_pec/{id}/verifica',
  name: 'readSignatureReport',
  tag: 'Account',
  access: 'either',
  summary: 'Say what was found in the signed documents of a request to the Business Register, also in those refused',
  resource: registryRequests,
  refusals: { wrongId: 109, unknown: 109 },
  answers: Type.Object({
    id: Type.String({ description: 'of the request' }),
    stato: Type.String({ description: 'where the request stands' }),
    reasons: Type.Array(Type.String(), { description: 'why the documents were last sent back' }),
    warnings: Type.Array(Type.Object(bothLanguages), {
      description: 'what of the request does not agree with others of yours',
    }),
    documents: Type.Array(Verdict, { description: 'newest first' }),
  }),

  async read({ db, row: { id, stato, rejection }, row }) {
    const documents = (await listSignatureChecks<SignatureReport>(db, id)).map(verdictOf)
    const warnings = warningsAbout(await contradictionsOf(db, row))
    return { data: { id, stato, reasons: rejection ?? [], warnings, documents } }
  },
})

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

function verdictOf({ at, document, size_bytes, taken, report }: SignatureCheck<SignatureReport>) {
  const faults = faultsOf(report).map((fault) => faultWords[fault])
  return { at: at.toISOString(), document, size_bytes, taken, faults, answers: linesOf(report) }
}
