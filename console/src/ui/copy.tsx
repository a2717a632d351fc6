import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '../generated/icons.ts'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'

/** A text to copy, with a button that does it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  return (
    <Group gap={6} wrap="nowrap">
      <Code style={{ overflowWrap: 'anywhere' }}>{text}</Code>
      <Copy text={text} label={label} />
    </Group>
  )
}

/** A small button that copies a text. */
export function Copy({ text, label }: { text: string; label: string }) {
  const t = useTexts(common)
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t.copied : t.copy}>
          <ActionIcon
            variant="subtle"
            size={24}
            color={copied ? 'teal' : 'gray'}
            onClick={copy}
            aria-label={`${t.copy}: ${label}`}
          >
            {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}
