// GET /v1/comunica_pec/{id}/verifica: what was found in the signed documents handed in, answer by answer, newest first.
import { Type } from 'typebox'
import type { Caller } from '../../auth/principal.ts'
import { covers, neededScope } from '../../auth/scopes.ts'
import { refusal } from '../../errors/refusal.ts'
import { isResourceId } from '../../model/resource-id.ts'
import { faultWords, linesOf, reportChecks, reportOutcomes } from '../../signatures/report-words.ts'
import { faultsOf } from '../../signatures/signature-report.ts'
import type { SignatureReport } from '../../signatures/signature-report.ts'
import { contradictionsOf, findRegistryRequest, readRegistryRequest } from '../../registry-requests/table.ts'
import type { Contradictions } from '../../registry-requests/table.ts'
import { listSignatureChecks } from '../../registry-requests/signature-checks.ts'
import type { SignatureCheck } from '../../registry-requests/signature-checks.ts'
import { ownRoute } from '../own-route.ts'

const words = {
  italian: Type.String({ description: 'in plain Italian' }),
  english: Type.String({ description: 'in plain English' }),
}
const oneOfThese = (values: readonly string[], description: string) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    { description },
  )

const Answer = Type.Object({
  check: oneOfThese(reportChecks, 'what was checked'),
  signer: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
    description: 'which signer, outermost first; null when about the file',
  }),
  outcome: oneOfThese(reportOutcomes, 'not_assessed: nothing at hand to judge by'),
  ...words,
})

const Verdict = Type.Object({
  at: Type.String({ format: 'date-time', description: 'when it was handed in' }),
  document: Type.Integer({ minimum: 0, description: 'which document of the upload' }),
  size_bytes: Type.Integer({ minimum: 0 }),
  taken: Type.Boolean({ description: 'whether the upload was taken' }),
  faults: Type.Array(Type.Object(words), { description: 'what is held against it' }),
  answers: Type.Array(Answer),
})

export const readSignatureReport = ownRoute({
  route: 'GET /v1/comunica_pec/{id}/verifica',
  summary: 'Say what was found in the signed documents of a request to the Business Register, also in those refused',
  audience: 'anyone',
  answers: Type.Object({
    id: Type.String({ description: 'of the request' }),
    stato: Type.String({ description: 'where the request stands' }),
    reasons: Type.Array(Type.String(), { description: 'why the documents were last sent back' }),
    warnings: Type.Array(Type.Object(words), {
      description: 'what of the request does not agree with others of yours',
    }),
    documents: Type.Array(Verdict, { description: 'newest first' }),
  }),

  async run({ context, caller, params }) {
    const { id = '' } = params
    const accountId = accountOf(caller, context.settings.SCOPE_HOST)
    const db = context.database.kysely
    if (!isResourceId(id)) throw refusal(109)
    const request = await (accountId === undefined
      ? readRegistryRequest(db, id)
      : findRegistryRequest(db, id, accountId))
    if (request === undefined) throw refusal(109)
    const documents = (await listSignatureChecks<SignatureReport>(db, id)).map(verdictOf)
    const warnings = warningsAbout(await contradictionsOf(db, request))
    return { data: { id, stato: request.stato, reasons: request.rejection ?? [], warnings, documents } }
  },
})

/** The account whose requests the caller may see; undefined for an operator, who may see all. Refuses 126. */
function accountOf(caller: Caller, scopeHost: string): string | undefined {
  if (caller.role === 'operator') return undefined
  if (!covers(caller.scopes, neededScope('GET', scopeHost, 'comunica_pec'))) throw refusal(126)
  return caller.accountId
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

function verdictOf({ at, document, size_bytes, taken, report }: SignatureCheck<SignatureReport>) {
  const faults = faultsOf(report).map((fault) => faultWords[fault])
  return { at: at.toISOString(), document, size_bytes, taken, faults, answers: linesOf(report) }
}
