// What a paid call would cost, shown before it is made.
import type { Quote, QuoteInput } from '@ceralacca/client'
import { Alert, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '../generated/icons.ts'
import { common } from '../texts/common.ts'
import { useFormats } from '../texts/format.ts'
import { useTexts } from '../texts/language.tsx'
import { moneyTexts } from '../texts/money.ts'
import { Trouble } from '../ui/trouble.tsx'
import { useAsk } from './api.ts'

/** The quote of a call, asked for anew whenever its input changes; until the new one is here there is none. */
export function useQuote(input: QuoteInput, enabled = true) {
  return useAsk(['quote', input], (api) => api.quote(input), { enabled })
}

type Quoted = ReturnType<typeof useQuote>

/** Whether what is quoted can be bought: quoted as it is now, and not refused. */
export const canBuy = ({ data, isPlaceholderData }: Quoted): boolean =>
  data !== undefined && !isPlaceholderData && data.refused === null

/** Price, credit and what would be left; or what the call would be refused with. */
export function QuoteView({ query }: { query: Quoted }) {
  const t = useTexts(moneyTexts)
  if (query.isError) return <Trouble error={query.error} again={() => void query.refetch()} />
  if (query.data === undefined) return <Skeleton height={64} aria-label={t.asking} />
  return <QuoteFacts quote={query.data} />
}

function QuoteFacts({ quote }: { quote: Quote }) {
  const t = useTexts(moneyTexts)
  const words = useTexts(common)
  const formats = useFormats()
  const { price, credit, credit_after, refused } = quote
  return (
    <Stack gap="xs" aria-live="polite">
      <Stack gap={2}>
        {price !== null && <Fact name={t.price} value={`${formats.money(price)} · ${t.vat}`} isMain />}
        <Fact name={t.creditNow} value={formats.money(credit)} />
        {credit_after !== null && <Fact name={t.creditAfter} value={formats.money(credit_after)} />}
      </Stack>
      {refused !== null && (
        <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t.cannot}>
          <Text size="sm">
            {words.refusal(refused.number)}: {refused.message}
          </Text>
        </Alert>
      )}
    </Stack>
  )
}

function Fact({ name, value, isMain = false }: { name: string; value: string; isMain?: boolean }) {
  return (
    <Group justify="space-between" gap="md">
      <Text size="sm">{name}</Text>
      <Text size="sm" fw={isMain ? 650 : 400}>
        {value}
      </Text>
    </Group>
  )
}

/** What a member of the resource would become by what is quoted; undefined where it stays. */
export function changeIn(quote: Quote | undefined, member: string): unknown {
  const change = quote?.changes[member]
  return typeof change === 'object' && change !== null && 'to' in change ? change.to : undefined
}
