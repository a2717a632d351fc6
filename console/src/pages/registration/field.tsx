import { NativeSelect, Text, TextInput } from '@mantine/core'
import type { TextInputProps } from '@mantine/core'
import { useTexts } from '../../texts/language.tsx'
import { registrationTexts } from '../../texts/registration.ts'
import type { DraftField } from './draft.ts'
import { useWizard } from './wizard.ts'

/** The fields whose texts are their labels. */
export type LabelledField = DraftField & keyof (typeof registrationTexts)['it']

interface FieldProps extends Pick<TextInputProps, 'type' | 'autoComplete' | 'maxLength' | 'description' | 'inputMode'> {
  name: LabelledField
  required?: boolean
  /** Codes are written in capitals. */
  isCode?: boolean
}

/** A field of the draft with its label, its warning, and why the server would refuse it. */
export function Field({ name, required = true, isCode = false, ...props }: FieldProps) {
  const t = useTexts(registrationTexts)
  const { draft, set, refusalOf, warningOf } = useWizard()
  return (
    <TextInput
      {...props}
      name={name}
      label={t[name]}
      withAsterisk={required}
      aria-required={required}
      value={draft[name]}
      error={refusalOf(name)}
      onChange={({ currentTarget: { value } }) => set({ [name]: isCode ? value.toUpperCase() : value })}
      {...warned(warningOf(name))}
    />
  )
}

/** A warning stands below its field and is read with it. */
export const warned = (warning: string | undefined) =>
  warning === undefined
    ? {}
    : {
        description: (
          <Text span size="xs" c="var(--warning)">
            {warning}
          </Text>
        ),
        inputWrapperOrder: ['label' as const, 'input' as const, 'description' as const, 'error' as const],
      }

interface ChoiceProps {
  name: LabelledField
  data: readonly { value: string; label: string }[]
  required?: boolean
}

/** The same as a list to choose from. */
export function Choice({ name, data, required = true }: ChoiceProps) {
  const t = useTexts(registrationTexts)
  const { draft, set, refusalOf, warningOf } = useWizard()
  return (
    <NativeSelect
      name={name}
      label={t[name]}
      withAsterisk={required}
      aria-required={required}
      value={draft[name]}
      error={refusalOf(name)}
      data={[...data]}
      onChange={({ currentTarget: { value } }) => set({ [name]: value })}
      {...warned(warningOf(name))}
    />
  )
}
