import { Button } from '@mantine/core'
import { useTexts } from '../../texts/language.tsx'
import { queueTexts } from '../../texts/queue.ts'

/** Opens the list of shortcuts. */
export function HelpButton({ open }: { open: () => void }) {
  const t = useTexts(queueTexts)
  return (
    <Button variant="subtle" color="gray" size="xs" onClick={open}>
      {t.shortcuts} (?)
    </Button>
  )
}
