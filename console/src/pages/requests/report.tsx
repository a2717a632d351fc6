// What was found in the signed files of a request, in plain words.
import type { ReadSignatureReportAnswer } from '@ceralacca/client'
import { Alert, Box, Group, List, Paper, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '../../generated/icons.ts'
import { useAsk } from '../../parts/api.ts'
import { useFormats } from '../../texts/format.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { requestTexts } from '../../texts/requests.ts'
import { Asked } from '../../ui/asked.tsx'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'

type Report = ReadSignatureReportAnswer
type Document = Report['documents'][number]

/** The report of each file, the newest first. */
export function SignatureReport({ id }: { id: string }) {
  const t = useTexts(requestTexts)
  const say = useSay()
  const query = useAsk(['request', id, 'report'], (api) => api.readSignatureReport({ id }))
  return (
    <Panel title={t.report}>
      <Asked query={query}>
        {({ documents, warnings }) => (
          <Stack gap="sm">
            {warnings.length > 0 && (
              <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t.warnings}>
                <List size="sm">
                  {warnings.map((warning) => (
                    <List.Item key={warning.english}>{say(warning)}</List.Item>
                  ))}
                </List>
              </Alert>
            )}
            {documents.length === 0 && <Text size="sm">{t.reportNone}</Text>}
            {documents.map((document) => (
              <DocumentReport key={`${document.at} ${document.document}`} document={document} />
            ))}
          </Stack>
        )}
      </Asked>
    </Panel>
  )
}

function DocumentReport({ document: { at, document, size_bytes, taken, faults, answers } }: { document: Document }) {
  const t = useTexts(requestTexts)
  const formats = useFormats()
  const say = useSay()
  return (
    <Paper withBorder p="sm">
      <Stack gap={6}>
        <Group gap="sm">
          <State mood={taken ? 'good' : 'wrong'}>{taken ? t.taken : t.notTaken}</State>
          <Text size="sm">
            {t.file(formats.number(document + 1), formats.number(Math.ceil(size_bytes / 1024)))} · {formats.moment(at)}
          </Text>
        </Group>
        {faults.length > 0 && (
          <>
            <Text size="sm" fw={500}>
              {taken ? t.faultsThough : t.faults}
            </Text>
            <List size="sm">
              {faults.map((fault) => (
                <List.Item key={fault.english}>{say(fault)}</List.Item>
              ))}
            </List>
          </>
        )}
        <details>
          <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
            {t.answers}
          </Text>
          <Answers answers={answers} />
        </details>
      </Stack>
    </Paper>
  )
}

const moods = { passed: 'good', failed: 'wrong', not_assessed: 'over' } as const

function Answers({ answers }: { answers: Document['answers'] }) {
  const t = useTexts(requestTexts)
  const formats = useFormats()
  const say = useSay()
  return (
    <List listStyleType="none" size="sm" spacing={6} mt="xs">
      {answers.map((answer) => (
        <List.Item key={`${answer.check} ${answer.signer}`}>
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <Box flex="none">
              <State mood={moods[answer.outcome]}>{t[answer.outcome]}</State>
            </Box>
            <Text size="sm">
              {answer.signer !== null && `${t.signer(formats.number(answer.signer + 1))}: `}
              {say(answer)}
            </Text>
          </Group>
        </List.Item>
      ))}
    </List>
  )
}

/** What is said in both languages, in that of the page. */
function useSay() {
  const { language } = useLanguage()
  return ({ italian, english }: { italian: string; english: string }) => (language === 'it' ? italian : english)
}
