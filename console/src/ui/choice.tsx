import { SegmentedControl } from '@mantine/core'

interface ChoiceProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}

/** One of a few, all of which are seen. */
export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <SegmentedControl
      aria-label={label}
      size="sm"
      transitionDuration={0}
      value={value}
      data={[...options]}
      onChange={onChange}
    />
  )
}
