// Asking for a communication to the Business Register: who, which company, which address, and what it costs.
import type { CreateRegistryRequestInput } from '@ceralacca/client'
import { Button, Checkbox, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useDo } from '../../parts/api.ts'
import { PriceLine } from '../../parts/price-line.tsx'
import { QuoteView, useQuote } from '../../parts/quote.tsx'
import { fieldErrorOf, fieldOf } from '../../parts/refusals.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { requestTexts } from '../../texts/requests.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { numbersOfFields, qualifications } from './fields.ts'

type Typed = Omit<CreateRegistryRequestInput, 'callback'>

const nothing: Typed = {
  casella_pec: '',
  pec_amministratore: false,
  cf: '',
  nome: '',
  cognome: '',
  qualifica: 'LEGALE_RAPPRESENTANTE',
  email: '',
  cellulare: '',
  ragione_sociale: '',
  cf_piva: '',
  comune: '',
  provincia: '',
}

/** The form of a request, with its price before it is paid. */
export function CreateRequest() {
  const t = useTexts(requestTexts)
  const words = useTexts(common)
  const formats = useFormats()
  const navigate = useNavigate()
  const mayCreate = useMay('write')
  const [isConfirming, confirming] = useDisclosure()
  const form = useForm<Typed>({ initialValues: nothing })
  const [typed] = useDebouncedValue(form.values, 400)
  const isWhole = Object.values(typed).every((value) => value !== '')
  const quote = useQuote({ operation: 'createRegistryRequest', ...(isWhole && typed) })
  const create = useDo((api, input: Typed) => api.createRegistryRequest(input), ['request', 'wallet'])
  const toField = (error: unknown) => {
    const found = fieldErrorOf(numbersOfFields, error)
    if (found === undefined) return
    confirming.close()
    form.setFieldError(found.field, found.message)
  }
  const ask = () => {
    const refused = typed === form.values ? quote.data?.refused : undefined
    const field = fieldOf(numbersOfFields, refused?.number)
    if (field !== undefined && refused) form.setFieldError(field, refused.message)
    else confirming.open()
  }
  const confirm = () =>
    create.mutate(form.values, {
      onSuccess: ({ id }) => void navigate({ to: '/requests/$id', params: { id } }),
      onError: toField,
    })
  const input = (name: Exclude<keyof Typed, 'qualifica' | 'pec_amministratore'>, label: string) => (
    <TextInput label={label} required key={name} {...form.getInputProps(name)} />
  )
  return (
    <Page title={t.createTitle}>
      <form onSubmit={form.onSubmit(ask)}>
        <Stack maw={760}>
          <Text>{t.createNote}</Text>
          <Panel title={t.thePec}>
            <TextInput
              label={t.thePec}
              description={t.thePecNote}
              type="email"
              required
              {...form.getInputProps('casella_pec')}
            />
            <Checkbox label={t.isOfDirector} {...form.getInputProps('pec_amministratore', { type: 'checkbox' })} />
          </Panel>
          <Panel title={t.company}>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {input('ragione_sociale', t.companyName)}
              {input('cf_piva', t.companyCode)}
              {input('comune', t.town)}
              <TextInput
                label={t.province}
                placeholder="RM"
                maxLength={2}
                required
                {...form.getInputProps('provincia')}
              />
            </SimpleGrid>
          </Panel>
          <Panel title={t.person}>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {input('nome', t.firstName)}
              {input('cognome', t.surname)}
              {input('cf', t.cf)}
              <NativeSelect
                label={t.role}
                data={qualifications.map((value) => ({ value, label: t[value] }))}
                {...form.getInputProps('qualifica')}
              />
              {input('email', t.email)}
              {input('cellulare', t.phone)}
            </SimpleGrid>
          </Panel>
          <Panel title={t.pay}>
            {isWhole ? <QuoteView query={quote} /> : <PriceLine quote={quote.data} />}
            <div>
              {mayCreate ? (
                <Button type="submit">{t.pay}</Button>
              ) : (
                <ActionButton why={words.notAllowed} onClick={confirming.close}>
                  {t.pay}
                </ActionButton>
              )}
            </div>
          </Panel>
        </Stack>
      </form>
      {isConfirming && (
        <Dialog
          title={t.confirmTitle}
          action={t.pay}
          onClose={confirming.close}
          onConfirm={confirm}
          isBusy={create.isPending}
          error={create.error}
        >
          <Text size="sm">{t.confirmText(form.values.casella_pec, formats.money(quote.data?.price))}</Text>
        </Dialog>
      )}
    </Page>
  )
}
