import { Text } from '@mantine/core'
import { useAsk } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { watchTexts } from '../../texts/watch.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'
import { Whole } from '../../ui/whole.tsx'

/** Certified domains whose records are wrong, those to be suspended first. */
export function GraceDomains() {
  const t = useTexts(watchTexts)
  const formats = useFormats()
  const mayReview = useMay('review')
  const query = useAsk(['grace'], (api) => api.listDomainsInGrace({ limit: 100 }))
  return (
    <Panel title={t.grace}>
      <Text size="sm" c="dimmed" mb="sm">
        {t.graceNote}
      </Text>
      <Asked query={query}>
        {({ items }) => (
          <List
            label={t.grace}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              {
                title: t.domain,
                of: ({ id, dominio }) =>
                  mayReview ? (
                    <AnchorLink to="/operator/$kind/$id" params={{ kind: 'domains', id }} size="sm">
                      {dominio}
                    </AnchorLink>
                  ) : (
                    dominio
                  ),
              },
              { title: t.brokenSince, of: ({ broken_since }) => <Whole>{formats.moment(broken_since)}</Whole> },
              {
                title: t.suspendedAfter,
                of: ({ suspended_after }) => <Whole>{formats.moment(suspended_after)}</Whole>,
              },
              {
                title: t.state,
                of: ({ suspended_at }) =>
                  suspended_at === null ? (
                    <State mood="yours">{t.inGrace}</State>
                  ) : (
                    <State mood="wrong">{t.alreadySuspended}</State>
                  ),
              },
            ]}
            empty={
              <Text p="md" size="sm">
                {t.noGrace}
              </Text>
            }
          />
        )}
      </Asked>
    </Panel>
  )
}
