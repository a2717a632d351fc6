// The same as a calendar: a file now, and how a program gets it by itself.
import { valueOf } from '@ceralacca/client'
import { Button, Text } from '@mantine/core'
import { IconCalendarDown } from '../../generated/icons.ts'
import { useMutation } from '@tanstack/react-query'
import { useApi } from '../../parts/api.ts'
import { expiryTexts } from '../../texts/expiries.ts'
import { useTexts } from '../../texts/language.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { saveFile } from '../../ui/download.ts'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'

/** Downloads the calendar, and explains what its address wants. */
export function IcsLink() {
  const t = useTexts(expiryTexts)
  const api = useApi()
  const download = useMutation({
    mutationFn: async () =>
      saveFile('scadenze.ics', new Uint8Array(valueOf(await api.downloadExpiryCalendar())), 'text/calendar'),
  })
  const command = `curl -fsS -H "Authorization: Bearer $TOKEN" -o scadenze.ics "${location.origin}/v1/expiries.ics"`
  return (
    <Panel title={t.calendar}>
      <Text size="sm">{t.calendarNote}</Text>
      <div>
        <Button
          variant="default"
          loading={download.isPending}
          leftSection={<IconCalendarDown size={16} aria-hidden />}
          onClick={() => download.mutate()}
        >
          {t.calendarDownload}
        </Button>
      </div>
      {download.isError && <Trouble error={download.error} />}
      <Text size="sm">{t.calendarFollow}</Text>
      <Copyable text={command} label={t.calendarCommand} />
    </Panel>
  )
}
