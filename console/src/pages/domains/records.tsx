// What a customer publishes for a domain, to copy.
import type { ReadDomainChecksAnswer } from '@ceralacca/client'
import { Box, Button, Code, CopyButton, Group, Text } from '@mantine/core'
import { IconCheck, IconCopy } from '../../generated/icons.ts'
import { checkTexts } from '../../texts/domain-checks.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { List } from '../../ui/list.tsx'
import { Panel } from '../../ui/panel.tsx'

type Checks = ReadDomainChecksAnswer

/** The records a domain needs, one by one and as lines of a zone file. */
export function RecordsToPublish({
  records,
  remark,
}: {
  records: Checks['required_records']
  remark: Checks['remark']
}) {
  const t = useTexts(checkTexts)
  const { language } = useLanguage()
  if (records.length === 0 && remark === null) return null
  return (
    <Panel title={t.records}>
      {remark !== null && <Text size="sm">{language === 'it' ? remark.italian : remark.english}</Text>}
      {records.length > 0 && <RecordTable records={records} />}
    </Panel>
  )
}

function RecordTable({ records }: { records: Checks['required_records'] }) {
  const t = useTexts(checkTexts)
  const lines = records.map(({ line }) => line).join('\n')
  return (
    <>
      <Text size="sm">{t.recordsNote}</Text>
      <List
        label={t.records}
        items={records}
        keyOf={({ line }) => line}
        columns={[
          { title: t.type, of: ({ type }) => type },
          { title: t.recordName, of: ({ type, name }) => <ToCopy text={name} label={`${t.recordName} ${type}`} /> },
          { title: t.value, of: ({ type, value }) => <ToCopy text={value} label={`${t.value} ${type}`} /> },
          { title: t.ttl, of: ({ ttl }) => ttl, align: 'right' },
        ]}
      />
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {t.zone}
        </Text>
        <CopyButton value={lines}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            >
              {copied ? t.copiedAll : t.copyAll}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Code block tabIndex={0} aria-label={t.zone} role="region">
        {lines}
      </Code>
    </>
  )
}

/** Wide enough to be read on a small screen, where the table scrolls. */
function ToCopy(props: { text: string; label: string }) {
  return (
    <Box miw={210}>
      <Copyable {...props} />
    </Box>
  )
}
