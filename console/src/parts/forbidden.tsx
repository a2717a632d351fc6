import { Text } from '@mantine/core'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'
import { Page } from '../ui/page.tsx'

/** A page the role of whoever is here does not open. */
export function Forbidden({ title }: { title: string }) {
  const t = useTexts(common)
  return (
    <Page title={title}>
      <div className="sheet">
        <Text p="lg">{t.notAllowed}</Text>
      </div>
    </Page>
  )
}
