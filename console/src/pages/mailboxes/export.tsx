import { eachItem } from '@ceralacca/client'
import type { FoundMailbox, Operations } from '@ceralacca/client'
import { Button, Group, Text } from '@mantine/core'
import { IconDownload } from '../../generated/icons.ts'
import { useRef, useState } from 'react'
import { useApi } from '../../parts/api.ts'
import { useTexts } from '../../texts/language.tsx'
import { mailboxStates } from '../../texts/mailbox-states.ts'
import { mailboxTexts } from '../../texts/mailboxes.ts'
import { csvOf, saveFile } from '../../ui/download.ts'
import { Trouble } from '../../ui/trouble.tsx'
import { inputOf } from '../../parts/mailboxes/search.ts'
import type { MailboxSearch } from '../../parts/mailboxes/search.ts'

const A_PAGE = 1000

/** Everything the search finds, read page by page into a CSV file. */
export function ExportButton({ search }: { search: MailboxSearch }) {
  const t = useTexts(mailboxTexts)
  const { count, error, start, stop } = useExport(search)
  if (count === undefined)
    return (
      <>
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconDownload size={14} aria-hidden />}
          title={t.exportNote}
          onClick={() => void start()}
        >
          {t.exportMany}
        </Button>
        {error !== undefined && <Trouble error={error} />}
      </>
    )
  return (
    <Group gap="xs">
      <Text size="sm" role="status">
        {t.exporting(count)}
      </Text>
      <Button variant="default" size="xs" onClick={stop}>
        {t.stop}
      </Button>
    </Group>
  )
}

function useExport(search: MailboxSearch) {
  const t = useTexts(mailboxTexts)
  const names = useTexts(mailboxStates)
  const api = useApi()
  const [count, setCount] = useState<number>()
  const [error, setError] = useState<unknown>()
  const isStopped = useRef(false)
  const header = [t.address, t.state, t.holder, t.kind, t.expiry, 'id']
  const start = async () => {
    isStopped.current = false
    setError(undefined)
    setCount(0)
    try {
      const rows = await readAll(api, search, (read) => {
        setCount(read)
        return isStopped.current
      })
      const lines = rows.map((row) => lineOf(row, names[row.stato]))
      if (!isStopped.current) saveFile('caselle.csv', csvOf([header, ...lines]), 'text/csv')
    } catch (problem) {
      setError(problem)
    }
    setCount(undefined)
  }
  return { count, error, start, stop: () => (isStopped.current = true) }
}

async function readAll(api: Operations, { after: _, ...search }: MailboxSearch, shallStop: (read: number) => boolean) {
  const rows: FoundMailbox[] = []
  for await (const row of eachItem(api.findMailboxes, { ...inputOf(search), limit: A_PAGE }))
    if (rows.push(row) % A_PAGE === 0 && shallStop(rows.length)) break
  return rows
}

const lineOf = ({ casella_pec, holder, tipo_casella, data_scadenza, id }: FoundMailbox, state: string) => [
  casella_pec,
  state,
  holder,
  tipo_casella,
  data_scadenza,
  id,
]
