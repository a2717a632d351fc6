import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useSession } from '../../parts/session.ts'
import { useTexts } from '../../texts/language.tsx'
import { sandboxTexts } from '../../texts/sandbox.ts'
import { NotFound } from '../../ui/not-found.tsx'
import { Page } from '../../ui/page.tsx'
import { SubNav } from '../../ui/sub-nav.tsx'

interface FrameProps {
  title: string
  actions?: ReactNode
  children: ReactNode
}

/** A page of the sandbox, with the way to the others. In production there is none. */
export function SandboxFrame({ title, actions, children }: FrameProps) {
  const t = useTexts(sandboxTexts)
  if (useSession()?.mode === 'production') return <NotFound />
  return (
    <Stack gap="md">
      <SubNav
        label={t.sections}
        entries={[
          { to: '/sandbox', label: t.time },
          { to: '/sandbox/inbox', label: t.inbox },
          { to: '/sandbox/scenarios', label: t.scenarios },
          { to: '/sandbox/curl', label: t.use },
        ]}
      />
      <Page title={title} actions={actions}>
        {children}
      </Page>
    </Stack>
  )
}
