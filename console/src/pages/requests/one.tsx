// One request to the Business Register: what to do now, what was found in what was signed, and what became of it.
import type { BringRegistryRequestInput, RichiestaComunicazionePec } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsk, useDo } from '../../parts/api.ts'
import { History } from '../../parts/history.tsx'
import { OutcomeView } from '../../parts/outcome.tsx'
import { RequestStateBadge } from '../../parts/request-state.tsx'
import { requestScenarios } from '../../parts/scenario-names.ts'
import { Scenarios } from '../../parts/scenarios.tsx'
import type { Chosen } from '../../parts/scenarios.tsx'
import { useTexts } from '../../texts/language.tsx'
import { requestTexts } from '../../texts/requests.ts'
import { Asked } from '../../ui/asked.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SignatureReport } from './report.tsx'
import { SigningSteps } from './signing.tsx'

const route = getRouteApi('/customer/requests/$id')

const isElsewhere = ({ stato }: RichiestaComunicazionePec) =>
  stato === 'codice_in_richiesta' || stato === 'documenti_caricati'

/** The page of a request. */
export function RequestPage() {
  const { id } = route.useParams()
  const query = useAsk(['request', id], (api) => api.readRegistryRequest({ id }), { pollWhile: isElsewhere })
  return (
    <Asked query={query}>
      {(request) => (
        <Page title={request.casella_pec} beside={<RequestStateBadge stato={request.stato} />}>
          <RequestParts key={request.id} request={request} />
        </Page>
      )}
    </Asked>
  )
}

function RequestParts({ request }: { request: RichiestaComunicazionePec }) {
  const { id, stato } = request
  const t = useTexts(requestTexts)
  const outcome = useAsk(['request', id, 'outcome'], (api) => api.readRegistryRequestOutcome({ id }), {
    pollWhile: () => isElsewhere(request),
  })
  const bring = useDo(
    (api, chosen: Chosen<BringRegistryRequestInput['scenario']>) => api.bringRegistryRequest({ id, ...chosen }),
    ['request'],
  )
  return (
    <>
      <OutcomeView outcome={outcome.data} />
      <Panel title={t.now}>
        <Text aria-live="polite">{t[`now_${stato}`]}</Text>
        <SigningSteps request={request} />
      </Panel>
      <SignatureReport id={id} />
      <RequestFacts request={request} />
      <Scenarios stato={stato} resource="comunica_pec" names={requestScenarios} bring={bring} />
      <History
        kind="registry-request"
        of={['request', id]}
        read={(api, page) => api.readRegistryRequestHistory({ id, ...page })}
        isUnderWay={isElsewhere(request)}
      />
    </>
  )
}

function RequestFacts({ request }: { request: RichiestaComunicazionePec }) {
  const t = useTexts(requestTexts)
  const { codice_registro_imprese, ragione_sociale, cf_piva, comune, provincia, nome, cognome, cf } = request
  return (
    <Panel title={t.facts}>
      <Facts
        facts={[
          [t.code, codice_registro_imprese],
          [t.companyName, ragione_sociale],
          [t.companyCode, cf_piva],
          [t.seat, `${comune} (${provincia})`],
          [t.applicant, `${nome} ${cognome}`],
          [t.cf, cf],
          [t.role, roleIn(t, request.qualifica)],
          [t.email, request.email],
          [t.phone, request.cellulare],
        ]}
      />
    </Panel>
  )
}

/** A capacity in plain words; one that is not known here as it is written. */
const roleIn = (t: object, role: string): string => (Object.hasOwn(t, role) ? String(Object(t)[role]) : role)
