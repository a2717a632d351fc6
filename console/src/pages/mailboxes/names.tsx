import { List, Text } from '@mantine/core'
import { useTexts } from '../../texts/language.tsx'
import { mailboxTexts } from '../../texts/mailboxes.ts'

const MOST_NAMES = 12

/** Which mailboxes something is done to, by name; of many the first. */
export function Names({ names, leftOut }: { names: readonly string[]; leftOut: number }) {
  const t = useTexts(mailboxTexts)
  return (
    <>
      <List size="sm" spacing={2}>
        {names.slice(0, MOST_NAMES).map((name) => (
          <List.Item key={name} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </List.Item>
        ))}
        {names.length > MOST_NAMES && <List.Item>{t.andMore(names.length - MOST_NAMES)}</List.Item>}
      </List>
      {leftOut > 0 && <Text size="sm">{t.leftOut(leftOut)}</Text>}
    </>
  )
}
