// Something that changes a thing, confirmed: what it does is said, what it needs is asked, and a refusal stands in it.
import { Checkbox, NativeSelect, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from './dialog.tsx'

/** What is asked for, by name. */
export interface Field {
  name: string
  label: string
  note?: string
  kind?: 'text' | 'long' | 'email' | 'date' | 'flag' | 'choice'
  optional?: boolean
  choices?: readonly { value: string; label: string }[]
}

export type Filled = Readonly<Record<string, string>>

interface ConfirmProps {
  /** What is done; also on the button. */
  title: string
  /** What will happen. */
  effect: string
  isRed?: boolean
  fields?: readonly Field[]
  begin?: Filled
  run: (filled: Filled) => Promise<unknown>
  close: () => void
}

/** A dialogue that makes one call. It stays open, with what was typed, where the call is refused. */
export function Confirm({ title, effect, isRed = false, fields = [], begin = {}, run, close }: ConfirmProps) {
  const [filled, fill] = useState<Filled>(begin)
  const act = useMutation({ mutationFn: run, onSuccess: close })
  return (
    <Dialog
      title={title}
      action={title}
      onClose={close}
      onConfirm={() => act.mutate(filled)}
      isBusy={act.isPending}
      isDangerous={isRed}
      actsOnEnter={fields.length === 0}
      error={act.error}
    >
      <Text size="sm">{effect}</Text>
      {fields.map((field, place) => (
        <Asked
          key={field.name}
          field={field}
          value={filled[field.name] ?? ''}
          fill={(value) => fill({ ...filled, [field.name]: value })}
          isWrong={isNamed(act.error, field.name)}
          isFirst={place === 0}
        />
      ))}
    </Dialog>
  )
}

/** Whether a refusal names the field. */
const isNamed = (error: unknown, name: string): boolean =>
  error instanceof Error && new RegExp(`: ${name} `).test(error.message)

interface AskedProps {
  field: Field
  value: string
  fill: (value: string) => void
  isWrong: boolean
  isFirst: boolean
}

function Asked({
  field: { label, note, kind = 'text', optional = false, choices = [] },
  value,
  fill,
  isWrong,
  isFirst,
}: AskedProps) {
  const shared = {
    label,
    value,
    error: isWrong,
    required: !optional,
    ...(note !== undefined && { description: note }),
    ...(isFirst && { 'data-autofocus': true }),
  }
  if (kind === 'long')
    return <Textarea {...shared} autosize minRows={2} onChange={(event) => fill(event.currentTarget.value)} />
  if (kind === 'choice')
    return <NativeSelect {...shared} data={[...choices]} onChange={(event) => fill(event.currentTarget.value)} />
  if (kind === 'flag')
    return (
      <Checkbox
        label={label}
        {...(note !== undefined && { description: note })}
        checked={value === 'yes'}
        onChange={(event) => fill(event.currentTarget.checked ? 'yes' : '')}
      />
    )
  return <TextInput {...shared} type={kind} onChange={(event) => fill(event.currentTarget.value)} />
}
