import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { integrationTexts } from '../../texts/integration.ts'
import { useTexts } from '../../texts/language.tsx'
import { Page } from '../../ui/page.tsx'
import { SubNav } from '../../ui/sub-nav.tsx'

interface FrameProps {
  title: string
  actions?: ReactNode
  children: ReactNode
}

/** A page about the integration, with the way to the others. */
export function IntegrationFrame({ title, actions, children }: FrameProps) {
  const t = useTexts(integrationTexts)
  return (
    <Stack gap="md">
      <SubNav
        label={t.sections}
        entries={[
          { to: '/integration', label: t.deliveries, within: '/integration/deliveries' },
          { to: '/integration/requests', label: t.requests },
          { to: '/integration/events', label: t.events },
          { to: '/integration/tokens', label: t.tokens },
          { to: '/integration/signing', label: t.signing },
        ]}
      />
      <Page title={title} actions={actions}>
        {children}
      </Page>
    </Stack>
  )
}
