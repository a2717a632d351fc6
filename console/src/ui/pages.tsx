import { Button, Group, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '../generated/icons.ts'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'

interface PagesProps {
  page: number
  isLast: boolean
  onChange: (page: number) => void
}

/** Turns the pages of a list; nothing where there is but one. */
export function Pages({ page, isLast, onChange }: PagesProps) {
  const t = useTexts(common)
  if (page === 1 && isLast) return null
  return (
    <Group gap="xs">
      <Button
        variant="default"
        size="xs"
        disabled={page === 1}
        onClick={() => onChange(page - 1)}
        leftSection={<IconChevronLeft size={14} aria-hidden />}
      >
        {t.previousPage}
      </Button>
      <Text size="sm" aria-live="polite">
        {t.page(page)}
      </Text>
      <Button
        variant="default"
        size="xs"
        disabled={isLast}
        onClick={() => onChange(page + 1)}
        rightSection={<IconChevronRight size={14} aria-hidden />}
      >
        {t.nextPage}
      </Button>
    </Group>
  )
}
