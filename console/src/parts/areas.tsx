// The two areas of the console, each with its menu.
import { IconChecklist, IconMail } from '@tabler/icons-react'
import { areas } from '../texts/areas.ts'
import { useTexts } from '../texts/language.tsx'
import { AreaContext } from './api.ts'
import { Shell } from './shell.tsx'
import type { MenuEntry } from './shell.tsx'

/** Pages of customers. */
export function CustomerArea() {
  const t = useTexts(areas)
  const entries: MenuEntry[] = [{ to: '/', label: t.mailboxes, Icon: IconMail }]
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
