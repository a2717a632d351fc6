import type { Casella, Outcome } from '@ceralacca/client'
import { Alert, List, Text } from '@mantine/core'
import { useAsk } from '../../parts/api.ts'
import { useFormats } from '../../texts/format.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { mailboxMoods } from '../../texts/mailbox-states.ts'
import { mailboxPageTexts } from '../../texts/mailbox.ts'
import { moodColours, MoodIcon } from '../../ui/state.tsx'
import type { Mood } from '../../ui/state.tsx'

/** How a mailbox stands, whose turn it is, and the provider's reasons where there are some. */
export function Standing({ mailbox }: { mailbox: Casella }) {
  const t = useTexts(mailboxPageTexts)
  const mood = mailboxMoods[mailbox.stato]
  const outcome = useAsk(['mailbox', mailbox.id, 'outcome', mailbox.stato], (api) =>
    api.readMailboxOutcome({ id: mailbox.id }),
  )
  const turns: Record<Mood, string> = {
    yours: t.yourTurn,
    wrong: t.yourTurn,
    waiting: t.providerTurn,
    good: t.nobodysTurn,
    over: t.over,
  }
  return (
    <Alert
      variant="light"
      color={moodColours[mood]}
      icon={<MoodIcon mood={mood} />}
      title={turns[mood]}
      role="status"
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      <Text size="sm">{useSentence(mailbox)}</Text>
      {outcome.data && <Reasons outcome={outcome.data} />}
    </Alert>
  )
}

function useSentence({ stato, autorinnovo, data_scadenza }: Casella): string {
  const t = useTexts(mailboxPageTexts)
  const day = useFormats().day(data_scadenza)
  if (stato === 'evasa') return autorinnovo ? t.evasaRenews(day) : t.evasa(day)
  return t[stato]
}

function Reasons({ outcome: { outcome, reasons, note } }: { outcome: Outcome }) {
  const t = useTexts(mailboxPageTexts)
  const { language } = useLanguage()
  const isTold = outcome === 'SENT_BACK' || outcome === 'CALLED_OFF' || outcome === 'UNDONE'
  if (!isTold) return null
  return (
    <>
      {outcome === 'UNDONE' && <Text size="sm">{t.undone}</Text>}
      {reasons.length > 0 && (
        <>
          <Text size="sm" fw={500} mt="xs">
            {t.reasons}
          </Text>
          <List size="sm">
            {reasons.map((reason) => (
              <List.Item key={reason.code}>{reason[language]}</List.Item>
            ))}
          </List>
        </>
      )}
      {note !== '' && (
        <Text size="sm" mt="xs">
          {t.note}: {note}
        </Text>
      )}
    </>
  )
}
