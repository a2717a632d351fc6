// A document handed in, page by page, as pictures the server draws: the file itself never reaches the browser.
import { ActionIcon, Box, Center, Group, Loader, Stack, Text, Tooltip } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconEyeOff, IconZoomIn, IconZoomOut } from '../generated/icons.ts'
import { useEffect, useMemo, useState } from 'react'
import { documentTexts } from '../texts/documents.ts'
import { useTexts } from '../texts/language.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAsk } from './api.ts'

export interface DocumentAddress {
  owner: string
  name: string
  submission?: number
}

const [USUAL_WIDTH, LARGE_WIDTH] = [1_000, 2_000]

/** The pages of a document; or why it cannot be shown. */
export function DocumentPages({ of }: { of: DocumentAddress }) {
  const t = useTexts(documentTexts)
  const query = useAsk(['document-pages', of], (api) => api.listDocumentPages(of))
  if (query.isError) return <NotShown error={query.error} />
  if (query.data === undefined) return <Coming label={t.drawing} />
  return <Pages of={of} count={query.data.count} />
}

function Pages({ of, count }: { of: DocumentAddress; count: number }) {
  const t = useTexts(documentTexts)
  const [page, setPage] = useState(1)
  const [isLarge, setLarge] = useState(false)
  const turn = (by: number) => setPage((now) => Math.min(Math.max(now + by, 1), count))
  useShortcuts({ ']': () => turn(1), '[': () => turn(-1), z: () => setLarge((large) => !large) })
  return (
    <>
      <Group justify="space-between" mb="xs">
        <Group gap={4}>
          <Turn label={t.previous} disabled={page === 1} onClick={() => turn(-1)} Icon={IconChevronLeft} />
          <Text size="sm" aria-live="polite">
            {t.pageOf(page, count)}
          </Text>
          <Turn label={t.next} disabled={page === count} onClick={() => turn(1)} Icon={IconChevronRight} />
        </Group>
        <Turn
          label={isLarge ? t.smaller : t.larger}
          onClick={() => setLarge(!isLarge)}
          Icon={isLarge ? IconZoomOut : IconZoomIn}
        />
      </Group>
      <Picture of={of} page={page} isLarge={isLarge} />
    </>
  )
}

interface TurnProps {
  label: string
  disabled?: boolean
  onClick: () => void
  Icon: typeof IconZoomIn
}

function Turn({ label, disabled = false, onClick, Icon }: TurnProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" aria-label={label} disabled={disabled} onClick={onClick}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

function Picture({ of, page, isLarge }: { of: DocumentAddress; page: number; isLarge: boolean }) {
  const t = useTexts(documentTexts)
  const width = isLarge ? LARGE_WIDTH : USUAL_WIDTH
  const query = useAsk(['document-page', of, page, width], (api) =>
    api.drawDocumentPage({ ...of, page: String(page), width }),
  )
  const source = useObjectUrl(query.data)
  if (query.isError) return <NotShown error={query.error} />
  if (source === undefined || query.isPlaceholderData) return <Coming label={t.drawing} />
  return (
    <Box
      mah="calc(100vh - 220px)"
      mih={240}
      style={{ overflow: 'auto', border: '1px solid var(--mantine-color-default-border)', background: '#fff' }}
      tabIndex={0}
      role="region"
      aria-label={t.picture(page, of.name)}
    >
      <img
        src={source}
        alt={t.picture(page, of.name)}
        style={{ display: 'block', width: isLarge ? '200%' : '100%', height: 'auto' }}
      />
    </Box>
  )
}

function NotShown({ error }: { error: unknown }) {
  const t = useTexts(documentTexts)
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <IconEyeOff size={18} aria-hidden />
        <Text fw={600}>{t.cannot}</Text>
      </Group>
      <Trouble error={error} />
    </Stack>
  )
}

function Coming({ label }: { label: string }) {
  return (
    <Center mih={240}>
      <Loader aria-label={label} />
    </Center>
  )
}

/** An address of the picture within the page, for as long as it is shown. */
function useObjectUrl(bytes: Uint8Array | undefined): string | undefined {
  const blob = useMemo(() => bytes && new Blob([new Uint8Array(bytes)], { type: 'image/png' }), [bytes])
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (blob === undefined) return undefined
    const made = URL.createObjectURL(blob)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return url
}
