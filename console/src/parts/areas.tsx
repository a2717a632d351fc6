// The two areas of the console, each with its menu.
import { IconBuilding, IconCalendar, IconChecklist, IconMail, IconWallet, IconWorld } from '@tabler/icons-react'
import { areas } from '../texts/areas.ts'
import { useTexts } from '../texts/language.tsx'
import { AreaContext } from './api.ts'
import { Shell } from './shell.tsx'
import type { MenuEntry } from './shell.tsx'

/** Pages of customers. */
export function CustomerArea() {
  const t = useTexts(areas)
  const entries: MenuEntry[] = [
    { to: '/', label: t.mailboxes, Icon: IconMail },
    { to: '/domains', label: t.domains, Icon: IconWorld },
    { to: '/requests', label: t.requests, Icon: IconBuilding },
    { to: '/wallet', label: t.wallet, Icon: IconWallet },
    { to: '/expiries', label: t.expiries, Icon: IconCalendar },
  ]
  return (
    <AreaContext value="account">
      <Shell entries={entries} />
    </AreaContext>
  )
}

/** Pages of the back office. */
export function OperatorArea() {
  const t = useTexts(areas)
  const entries: MenuEntry[] = [{ to: '/operator', label: t.queue, Icon: IconChecklist }]
  return (
    <AreaContext value="operator">
      <Shell entries={entries} />
    </AreaContext>
  )
}
