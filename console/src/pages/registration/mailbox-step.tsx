import { Checkbox, Group, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useAsk } from '../../parts/api.ts'
import { kindNamesInOrder } from '../../parts/mailbox-kinds.ts'
import { useMay } from '../../parts/session.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { mailboxKinds } from '../../texts/mailbox-kinds.ts'
import { registrationTexts } from '../../texts/registration.ts'
import { Panel } from '../../ui/panel.tsx'
import { AddressField } from './address-field.tsx'
import { useWizard } from './wizard.ts'

/** Kind with its price, address, renewal, and where to tell of changes. */
export function MailboxStep() {
  const t = useTexts(registrationTexts)
  const { draft, set, refusalOf } = useWizard()
  return (
    <>
      <Panel title={t.kindTitle}>
        <Kinds />
      </Panel>
      <Panel title={t.addressTitle}>
        <AddressField />
        <Checkbox
          label={t.autorinnovo}
          checked={draft.autorinnovo !== ''}
          onChange={({ currentTarget: { checked } }) => set({ autorinnovo: checked ? 'true' : '' })}
        />
      </Panel>
      <Panel title={t.callbackTitle}>
        <Group align="flex-start" gap="sm">
          <TextInput
            label={t.callbackUrl}
            type="url"
            name="callbackUrl"
            placeholder="https://"
            value={draft.callbackUrl}
            error={refusalOf('callbackUrl')}
            onChange={({ currentTarget: { value } }) => set({ callbackUrl: value })}
            style={{ flex: '1 1 280px' }}
          />
          <NativeSelect
            label={t.callbackMethod}
            name="callbackMethod"
            value={draft.callbackMethod}
            data={['POST', 'JSON']}
            onChange={({ currentTarget: { value } }) => set({ callbackMethod: value })}
          />
        </Group>
      </Panel>
    </>
  )
}

function Kinds() {
  const t = useTexts(registrationTexts)
  const names = useTexts(mailboxKinds)
  const formats = useFormats()
  const mayPrice = useMay('money')
  const { draft, set, refusalOf } = useWizard()
  const { data: prices = [] } = useAsk(['prices'], (api) => api.listPrices(), { enabled: mayPrice })
  return (
    <Radio.Group
      aria-label={t.kindTitle}
      name="tipo_casella"
      value={draft.tipo_casella}
      error={refusalOf('tipo_casella')}
      onChange={(value) => set({ tipo_casella: value })}
    >
      <Stack gap="xs">
        {kindNamesInOrder.map((kind) => {
          const price = prices.find(({ item }) => item === `mailbox ${kind}`)?.price
          return (
            <Group key={kind} justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
              <Radio value={kind} label={names[kind]} />
              <Text size="sm" fw={500} style={{ whiteSpace: 'nowrap' }}>
                {price !== undefined && t.perYear(formats.money(price))}
              </Text>
            </Group>
          )
        })}
      </Stack>
    </Radio.Group>
  )
}
