import { RefusedError } from '@ceralacca/client'
import { Button, Group, Text } from '@mantine/core'
import { useDo } from '../../parts/api.ts'
import { useQuote } from '../../parts/quote.tsx'
import { domainTexts } from '../../texts/domains.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Trouble } from '../../ui/trouble.tsx'

/** Looks a name up in the index of certified domains, which costs a little where it is found. */
export function IndexCheck({ dominio }: { dominio: string }) {
  const t = useTexts(domainTexts)
  const formats = useFormats()
  const quote = useQuote({ operation: 'checkDomain', dominio })
  const check = useDo((api, name: string) => api.checkDomain({ dominio: name }), ['wallet'])
  if (check.isError && check.error instanceof RefusedError) return <Trouble error={check.error} />
  return (
    <div>
      <Group gap="sm">
        <Button variant="default" size="xs" loading={check.isPending} onClick={() => check.mutate(dominio)}>
          {t.inIndex}
        </Button>
        <Text size="xs" c="dimmed">
          {t.inIndexNote(formats.money(quote.data?.price ?? undefined))}
        </Text>
      </Group>
      <Text size="sm" mt={4} aria-live="polite">
        {check.isSuccess && (check.data === undefined ? t.notInIndex(dominio) : t.isInIndex(dominio))}
      </Text>
    </div>
  )
}
