import type { Quote } from '@ceralacca/client'
import { Text } from '@mantine/core'
import { useFormats } from '../texts/format.ts'
import { useTexts } from '../texts/language.tsx'
import { moneyTexts } from '../texts/money.ts'

/** What something costs, while a form is too empty for more to be said of it. */
export function PriceLine({ quote }: { quote: Quote | undefined }) {
  const t = useTexts(moneyTexts)
  const formats = useFormats()
  const price = quote?.price ?? undefined
  return (
    <Text size="sm" aria-live="polite">
      {price !== undefined && `${t.price}: ${formats.money(price)} · ${t.vat}`}
    </Text>
  )
}
