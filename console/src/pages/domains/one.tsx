// One certified domain: how it stands, what to publish for it, what was found, and what can be done next.
import type { BringCertifiedDomainInput, Dominio } from '@ceralacca/client'
import { getRouteApi } from '@tanstack/react-router'
import { useAsk, useDo } from '../../parts/api.ts'
import { DomainStateBadge } from '../../parts/domain-state.tsx'
import { History } from '../../parts/history.tsx'
import { OutcomeView } from '../../parts/outcome.tsx'
import { domainScenarios } from '../../parts/scenario-names.ts'
import { Scenarios } from '../../parts/scenarios.tsx'
import type { Chosen } from '../../parts/scenarios.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Page } from '../../ui/page.tsx'
import { DomainActions } from './actions.tsx'
import { DomainChecks } from './checks.tsx'
import { DomainFacts } from './facts.tsx'
import { DomainProgress } from './progress.tsx'
import { RecordsToPublish } from './records.tsx'

const route = getRouteApi('/customer/domains/$id')

const isBeingSetUp = ({ stato }: Dominio) => stato === 'registrato'

/** The page of a certified domain. */
export function DomainPage() {
  const { id } = route.useParams()
  const query = useAsk(['domain', id], (api) => api.readCertifiedDomain({ id }), { pollWhile: isBeingSetUp })
  return (
    <Asked query={query}>
      {(domain) => (
        <Page
          title={domain.dominio}
          beside={<DomainStateBadge stato={domain.stato} />}
          actions={<DomainActions domain={domain} />}
        >
          <DomainParts key={domain.id} domain={domain} />
        </Page>
      )}
    </Asked>
  )
}

function DomainParts({ domain }: { domain: Dominio }) {
  const { id } = domain
  const pollWhile = () => isBeingSetUp(domain)
  const outcome = useAsk(['domain', id, 'outcome'], (api) => api.readCertifiedDomainOutcome({ id }), { pollWhile })
  const checks = useAsk(['domain', id, 'checks'], (api) => api.readDomainChecks({ id }), { pollWhile })
  const bring = useDo(
    (api, chosen: Chosen<BringCertifiedDomainInput['scenario']>) => api.bringCertifiedDomain({ id, ...chosen }),
    ['domain', 'wallet'],
  )
  return (
    <>
      <OutcomeView outcome={outcome.data} />
      <Asked query={checks}>
        {(found) => (
          <>
            <DomainProgress domain={domain} checks={found} />
            {domain.stato !== 'revocato' && <RecordsToPublish records={found.required_records} remark={found.remark} />}
            {domain.stato !== 'revocato' && <DomainChecks found={found} />}
          </>
        )}
      </Asked>
      <DomainFacts domain={domain} />
      <Scenarios stato={domain.stato} resource="dominio" names={domainScenarios} bring={bring} />
      <History
        kind="certified-domain"
        of={['domain', id]}
        read={(api, page) => api.readCertifiedDomainHistory({ id, ...page })}
        isUnderWay={isBeingSetUp(domain)}
      />
    </>
  )
}
