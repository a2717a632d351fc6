// The scenarios of a request to the Business Register.
import { requestScenarios } from '../model/scenarios.ts'
import type { RequestScenario } from '../model/scenarios.ts'
import type { SentBack } from '../providers/port/answer.ts'
import { simulatedFiling } from '../providers/sandbox/register.ts'
import { applyToLocked } from '../registry-requests/apply-decision.ts'
import { registryRequests } from '../registry-requests/resource.ts'
import type { RegistryRequestRow } from '../registry-requests/table.ts'
import { checkAgainAt } from '../store/resource.ts'
import { A_DAY_MS, sentBack } from './happenings.ts'
import type { Bring, Stage } from './happenings.ts'

type BringRequest = Bring<RegistryRequestRow>

/** How a scenario is brought about; undefined for a name that is none. */
export const bringRequest = (name: string): BringRequest | undefined => (isScenario(name) ? how[name] : undefined)

const isScenario = (name: string): name is RequestScenario => Object.hasOwn(requestScenarios, name)

const refusedFor = (code: 'signature-not-valid' | 'refused-by-provider'): SentBack => {
  return { is: 'sent back', reasons: [], codes: [code] }
}

const how: Readonly<Record<RequestScenario, BringRequest>> = {
  'code-obtained': ({ unit }, row) => applyToLocked(unit, row, filingOpen, 'provider'),
  'documents-sent-back': (stage, row) => decided(stage, row, sentBack(stage.why)),
  'signature-refused': (stage, row) => decided(stage, row, refusedFor('signature-not-valid')),
  'refused-by-register': (stage, row) => decided(stage, row, refusedFor('refused-by-provider')),
  communicated: (stage, row) => decided(stage, row, { is: 'communicated' }),
  'decision-delayed': ({ unit }, row) =>
    checkAgainAt(unit.db, registryRequests, row, new Date(unit.now.getTime() + A_DAY_MS)),
}

const filingOpen = { is: 'code obtained', ...simulatedFiling } as const

/** A decision about documents, which have reached the provider if nobody handed them in. */
async function decided({ unit }: Stage, row: RegistryRequestRow, decision: SentBack | { is: 'communicated' }) {
  const opened = row.stato === 'codice_in_richiesta' ? await applyToLocked(unit, row, filingOpen, 'provider') : row
  if (opened === undefined) return false
  const submitted =
    opened.stato === 'documenti_caricati'
      ? opened
      : await unit.move(registryRequests, opened, 'submitDocuments', { check_at: null }, { whom: 'provider' })
  return applyToLocked(unit, submitted, decision, 'provider')
}
