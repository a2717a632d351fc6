import type { ReadDomainChecksAnswer } from '@ceralacca/client'
import { Stack, Text } from '@mantine/core'
import { checkTexts } from '../../texts/domain-checks.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'

type Answer = ReadDomainChecksAnswer['checks'][number]['evidence'][number]

/** The questions that were asked and what came back; shut until somebody wants to see it. */
export function Evidence({ evidence }: { evidence: readonly Answer[] }) {
  const t = useTexts(checkTexts)
  return (
    <details>
      <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
        {t.evidence}
      </Text>
      <Stack gap="xs" mt="xs">
        {evidence.map((answer, nth) => (
          <AnswerView key={nth} answer={answer} />
        ))}
      </Stack>
    </details>
  )
}

function AnswerView({ answer }: { answer: Answer }) {
  const t = useTexts(checkTexts)
  const formats = useFormats()
  const { question, resolver, transport, outcome, rcode, records, omitted, took_ms, asked_at } = answer
  return (
    <div>
      <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {question.name} {question.type}: {t[outcome]} {rcode}
      </Text>
      <Text size="xs" c="dimmed">
        {t.asked(resolver, transport, formats.number(took_ms))} · {formats.moment(asked_at)}
      </Text>
      {records.map(({ name, type, data, ttl }) => (
        <Text key={`${name} ${type} ${data}`} size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {name} {ttl} {type} {data}
        </Text>
      ))}
      {outcome === 'answered' && records.length === 0 && <Text size="xs">{t.noRecords}</Text>}
      {omitted > 0 && <Text size="xs">{t.omitted(formats.number(omitted))}</Text>}
    </div>
  )
}
