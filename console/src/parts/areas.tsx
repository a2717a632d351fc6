// The two areas of the console, each with its menu.
import {
  IconBell,
  IconBuilding,
  IconBuildingBank,
  IconCalendar,
  IconChecklist,
  IconClipboardList,
  IconCoins,
  IconFileCertificate,
  IconFlask,
  IconListDetails,
  IconMail,
  IconPlugConnected,
  IconUsers,
  IconUsersGroup,
  IconWallet,
  IconWorld,
} from '../generated/icons.ts'
import { useQuery } from '@tanstack/react-query'
import { areas } from '../texts/areas.ts'
import { useTexts } from '../texts/language.tsx'
import { AreaContext } from './api.ts'
import { sessionQuery, useSession } from './session.ts'
import { Shell } from './shell.tsx'
import type { MenuEntry } from './shell.tsx'

/** Pages of customers. */
export function CustomerArea() {
  const t = useTexts(areas)
  const { data: session } = useQuery(sessionQuery('account'))
  const entries: MenuEntry[] = [
    { to: '/', label: t.mailboxes, Icon: IconMail },
    { to: '/domains', label: t.domains, Icon: IconWorld },
    { to: '/requests', label: t.requests, Icon: IconBuilding },
    { to: '/wallet', label: t.wallet, Icon: IconWallet },
    { to: '/expiries', label: t.expiries, Icon: IconCalendar },
    { to: '/integration', label: t.integration, Icon: IconPlugConnected },
    { to: '/people', label: t.people, Icon: IconUsers },
  ]
  if (session?.mode === 'sandbox') entries.push({ to: '/sandbox', label: t.sandbox, Icon: IconFlask })
  return (
    <AreaContext value="account">
      <Shell entries={entries} />
    </AreaContext>
  )
}

/** Pages of the back office. */
export function OperatorArea() {
  const t = useTexts(areas)
  const permissions = useSession('operator')?.permissions ?? []
  const all: (MenuEntry & { needs: (typeof permissions)[number] })[] = [
    { to: '/operator', label: t.queue, Icon: IconChecklist, needs: 'review' },
    { to: '/operator/accounts', label: t.accounts, Icon: IconBuildingBank, needs: 'read' },
    { to: '/operator/credits', label: t.credits, Icon: IconCoins, needs: 'money' },
    { to: '/operator/price-lists', label: t.priceLists, Icon: IconListDetails, needs: 'money' },
    { to: '/operator/providers', label: t.providers, Icon: IconPlugConnected, needs: 'read' },
    { to: '/operator/notices', label: t.notices, Icon: IconBell, needs: 'read' },
    { to: '/operator/sources', label: t.sources, Icon: IconFileCertificate, needs: 'read' },
    { to: '/operator/operators', label: t.operators, Icon: IconUsersGroup, needs: 'administer' },
    { to: '/operator/audit', label: t.audit, Icon: IconClipboardList, needs: 'administer' },
  ]
  const entries = all.filter(({ needs }) => permissions.includes(needs))
  return (
    <AreaContext value="operator">
      <Shell entries={entries} />
    </AreaContext>
  )
}
