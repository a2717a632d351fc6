// What was found before anybody looked: checks of the data, forms and signatures in the documents.
import type { ShownQueueItem } from '@ceralacca/client'
import { Group, List, Stack, Text } from '@mantine/core'
import { documentTexts } from '../../texts/documents.ts'
import { useFormats } from '../../texts/format.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { reviewTexts } from '../../texts/review.ts'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'
import type { Mood } from '../../ui/state.tsx'

interface InBoth {
  italian: string
  english: string
}

/** The words of the server in the person's language. */
function useTheirWords() {
  const { language } = useLanguage()
  return ({ italian, english }: InBoth) => (language === 'it' ? italian : english)
}

type Outcome = 'agrees' | 'warning' | 'not_assessed' | 'passed' | 'failed'

const moods: Record<Outcome, Mood> = {
  agrees: 'good',
  passed: 'good',
  warning: 'yours',
  failed: 'wrong',
  not_assessed: 'over',
}

interface Line extends InBoth {
  outcome: Outcome
}

function Lines({ lines }: { lines: readonly Line[] }) {
  const say = useTheirWords()
  const t = useTexts(reviewTexts)
  return (
    <Stack gap={6} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {lines.map((line) => (
        <Group key={`${line.outcome} ${line.english}`} component="li" gap="xs" wrap="nowrap" align="flex-start">
          <State mood={moods[line.outcome]}>{t[line.outcome]}</State>
          <Text size="sm">{say(line)}</Text>
        </Group>
      ))}
    </Stack>
  )
}

/** Checks of declared data: what does not agree first. */
export function Checks({ checks }: { checks: ShownQueueItem['checks'] }) {
  const order: Outcome[] = ['warning', 'not_assessed', 'agrees']
  return <Lines lines={order.flatMap((outcome) => checks.filter((check) => check.outcome === outcome))} />
}

interface Found {
  documents: ShownQueueItem['documents']
  signed: ShownQueueItem['signed_documents']
  warnings: ShownQueueItem['warnings']
}

/** What was found in the documents. */
export function FoundInDocuments({ documents, signed, warnings }: Found) {
  const t = useTexts(documentTexts)
  const say = useTheirWords()
  return (
    <>
      {warnings.length > 0 && (
        <Panel title={t.warnings}>
          <List size="sm">
            {warnings.map((one) => (
              <List.Item key={one.english}>{say(one)}</List.Item>
            ))}
          </List>
        </Panel>
      )}
      {documents.map((one) => (
        <InDocument key={`${one.name} ${one.submission}`} document={one} />
      ))}
      {signed.map((one) => (
        <InSigned key={`${one.at} ${one.document}`} document={one} />
      ))}
    </>
  )
}

function InDocument({ document }: { document: ShownQueueItem['documents'][number] }) {
  const { name, submission, at, size_bytes, pages, encrypted, javascript, attachments, form, signatures } = document
  const t = useTexts(documentTexts)
  const say = useTheirWords()
  const formats = useFormats()
  const notes = [encrypted && t.encrypted, javascript && t.javascript, attachments && t.attachments].filter(
    (note) => note !== false,
  )
  return (
    <Panel title={`${name} · ${t.upload(submission)}`}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t.handedIn} {formats.moment(at)} · {t.kilobytes(formats.number(Math.ceil(size_bytes / 1024)))} · {t.pages}:{' '}
          {pages ?? '?'}
        </Text>
        {notes.length > 0 && <State mood="wrong">{notes.join(' ')}</State>}
        <Text size="sm">
          {t.form}: {form === null ? t.notYet : say(form)}
        </Text>
        {signatures !== null && signatures.length === 0 && <Text size="sm">{t.noSignatures}</Text>}
        {signatures?.map(({ coverage, answers }, place) => (
          <Stack key={place} gap={4}>
            <Text size="sm" fw={600}>
              {t.signatures}: {say(coverage)}
            </Text>
            <Lines lines={answers} />
          </Stack>
        ))}
      </Stack>
    </Panel>
  )
}

function InSigned({ document }: { document: ShownQueueItem['signed_documents'][number] }) {
  const { at, size_bytes, taken, faults, answers } = document
  const t = useTexts(documentTexts)
  const say = useTheirWords()
  const formats = useFormats()
  return (
    <Panel
      title={`${t.handedIn} ${formats.moment(at)}`}
      beside={<State mood={taken ? 'good' : 'wrong'}>{taken ? t.taken : t.notTaken}</State>}
    >
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t.kilobytes(formats.number(Math.ceil(size_bytes / 1024)))}
        </Text>
        {faults.map((fault) => (
          <Text key={fault.english} size="sm" fw={600}>
            {t.faults}: {say(fault)}
          </Text>
        ))}
        <Lines lines={answers} />
      </Stack>
    </Panel>
  )
}
