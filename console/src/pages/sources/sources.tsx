import { Text } from '@mantine/core'
import { useAsk } from '../../parts/api.ts'
import { watchTexts } from '../../texts/watch.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'
import { Values } from '../../ui/values.tsx'
import { Whole } from '../../ui/whole.tsx'

/** How fresh the index of certified domains and the trusted lists are. */
export function Sources() {
  const t = useTexts(watchTexts)
  return (
    <Page title={t.sources}>
      <Panel title={t.index}>
        <Index />
      </Panel>
      <Panel title={t.trust}>
        <Trust />
      </Panel>
    </Page>
  )
}

function Index() {
  const t = useTexts(watchTexts)
  const formats = useFormats()
  const query = useAsk(['index'], (api) => api.readIndexFreshness({}))
  return (
    <Asked query={query}>
      {({ as_of, imported_at, source, signer, domains, providers }) =>
        imported_at === null ? (
          <Text size="sm">{t.indexNone}</Text>
        ) : (
          <Values
            label={t.index}
            values={[
              { name: t.madeOn, value: formats.moment(as_of) },
              { name: t.importedOn, value: formats.moment(imported_at) },
              { name: t.source, value: source ?? '' },
              { name: t.signer, value: signer ?? '' },
              { name: t.domains, value: formats.number(domains) },
              { name: t.providers, value: formats.number(providers) },
            ]}
          />
        )
      }
    </Asked>
  )
}

function Trust() {
  const t = useTexts(watchTexts)
  const formats = useFormats()
  const query = useAsk(['trust'], (api) => api.listTrust({}))
  return (
    <Asked query={query}>
      {(lists) => (
        <List
          label={t.trust}
          items={lists}
          keyOf={({ territory }) => territory}
          columns={[
            { title: t.territory, of: ({ territory }) => territory },
            { title: t.sequence, of: ({ sequence }) => formats.number(sequence) },
            { title: t.issued, of: ({ issued_at }) => <Whole>{formats.day(issued_at)}</Whole> },
            { title: t.nextUpdate, of: ({ next_update }) => <Whole>{formats.day(next_update)}</Whole> },
            { title: t.importedOn, of: ({ imported_at }) => <Whole>{formats.day(imported_at)}</Whole> },
            { title: t.issuers, of: ({ issuers }) => formats.number(issuers), align: 'right' },
            {
              title: t.state,
              of: ({ is_overdue }) => (
                <State mood={is_overdue ? 'wrong' : 'good'}>{is_overdue ? t.overdue : t.fresh}</State>
              ),
            },
          ]}
          empty={
            <Text p="md" size="sm">
              {t.trustNone}
            </Text>
          }
        />
      )}
    </Asked>
  )
}
