// Ordering a domain: what it would cost and whether the name can be had is said while one types.
import type { OrderCertifiedDomainInput, Quote } from '@ceralacca/client'
import { Button, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useDo } from '../../parts/api.ts'
import { PriceLine } from '../../parts/price-line.tsx'
import { canBuy, QuoteView, useQuote } from '../../parts/quote.tsx'
import { fieldErrorOf, fieldOf } from '../../parts/refusals.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { domainTexts } from '../../texts/domains.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { IndexCheck } from './index-check.tsx'
import { providerNames } from './providers.ts'

const numbers = { dominio: [308, 309, 314], fornitore: [310, 311], anni: [312], numero_pec: [313] } as const

interface Typed {
  dominio: string
  fornitore: OrderCertifiedDomainInput['fornitore']
  anni: number | string
  numero_pec: number | string
}

const orderOf = ({ dominio, fornitore, anni, numero_pec }: Typed): OrderCertifiedDomainInput => ({
  dominio: dominio.trim().toLowerCase(),
  fornitore,
  anni: Number(anni),
  numero_pec: Number(numero_pec),
})

/** The order of a certified domain, with its price before it is paid. */
export function OrderDomain() {
  const t = useTexts(domainTexts)
  const words = useTexts(common)
  const formats = useFormats()
  const navigate = useNavigate()
  const mayOrder = useMay('write')
  const [isConfirming, confirming] = useDisclosure()
  const form = useForm<Typed>({ initialValues: { dominio: '', fornitore: 'infocert', anni: 1, numero_pec: 1 } })
  const [typed] = useDebouncedValue(form.values, 400)
  const order = orderOf(typed)
  const hasName = order.dominio.includes('.')
  const quote = useQuote({ operation: 'orderCertifiedDomain', ...order })
  const place = useDo((api, input: OrderCertifiedDomainInput) => api.orderCertifiedDomain(input), ['domain', 'wallet'])
  const confirm = () =>
    place.mutate(order, {
      onSuccess: ({ id }) => void navigate({ to: '/domains/$id', params: { id } }),
      onError(error) {
        const found = fieldErrorOf(numbers, error)
        if (found === undefined) return
        confirming.close()
        form.setFieldError(found.field, found.message)
      },
    })
  const showRefusal = (refused: Quote['refused'] | undefined) => {
    const field = fieldOf(numbers, refused?.number)
    if (field !== undefined && refused) form.setFieldError(field, refused.message)
  }
  return (
    <Page title={t.orderTitle}>
      <form
        onSubmit={form.onSubmit(() => {
          if (typed === form.values && canBuy(quote)) confirming.open()
          else showRefusal(quote.data?.refused)
        })}
      >
        <Stack maw={620}>
          <Text>{t.orderNote}</Text>
          <Panel title={t.facts}>
            <TextInput
              label={t.name}
              description={t.nameNote}
              required
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              {...form.getInputProps('dominio')}
            />
            <NativeSelect
              label={t.provider}
              data={Object.entries(providerNames).map(([value, label]) => ({ value, label }))}
              {...form.getInputProps('fornitore')}
            />
            <NumberInput
              label={t.howManyYears}
              min={1}
              max={10}
              allowDecimal={false}
              required
              {...form.getInputProps('anni')}
            />
            <NumberInput
              label={t.howManyMailboxes}
              min={1}
              max={10_000}
              allowDecimal={false}
              required
              {...form.getInputProps('numero_pec')}
            />
            {hasName && <IndexCheck key={order.dominio} dominio={order.dominio} />}
            {hasName ? <QuoteView query={quote} /> : <PriceLine quote={quote.data} />}
          </Panel>
          <div>
            {mayOrder ? (
              <Button type="submit">{t.orderAction}</Button>
            ) : (
              <ActionButton why={words.notAllowed} onClick={confirming.close}>
                {t.orderAction}
              </ActionButton>
            )}
          </div>
        </Stack>
      </form>
      {isConfirming && (
        <Dialog
          title={t.confirmTitle}
          action={t.orderAction}
          onClose={confirming.close}
          onConfirm={confirm}
          isBusy={place.isPending}
          error={place.error}
        >
          <Text size="sm">{t.confirmText(order.dominio, formats.money(quote.data?.price))}</Text>
        </Dialog>
      )}
    </Page>
  )
}
