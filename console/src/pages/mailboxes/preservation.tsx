import { can } from '@ceralacca/client'
import type { Casella } from '@ceralacca/client'
import { Button, NativeSelect, Text } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { SlotList, UploadProgress, useSlots } from '../../parts/documents.tsx'
import { FormButton } from '../../parts/form-button.tsx'
import { afterMailboxChange, useMailbox } from '../../parts/mailbox.ts'
import { canBuy, QuoteView, useQuote } from '../../parts/quote.tsx'
import { useUpload } from '../../parts/upload.ts'
import { handingInTexts } from '../../texts/handing-in.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { useNotice } from '../../ui/notice.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'

const route = getRouteApi('/customer/mailboxes/$id/preservation')
const STEP_MB = 512
const MOST_STEPS = 20

/** Legal preservation: form, signed form, space and price. */
export function PreservationPage() {
  const t = useTexts(handingInTexts)
  const { id } = route.useParams()
  const query = useMailbox(id)
  return (
    <Asked query={query}>
      {(mailbox) => (
        <Page title={t.preservationTitle(mailbox.casella_pec)}>
          <AnchorLink to="/mailboxes/$id" params={{ id }} size="sm">
            {t.back}
          </AnchorLink>
          {can.preserve(mailbox) && !mailbox.conservazione ? (
            <Preserve mailbox={mailbox} />
          ) : (
            <Text size="sm">{t.notNow}</Text>
          )}
        </Page>
      )}
    </Asked>
  )
}

function Preserve({ mailbox: { id, casella_pec } }: { mailbox: Casella }) {
  const t = useTexts(handingInTexts)
  const note = useNotice()
  const formats = useFormats()
  const navigate = useNavigate()
  const slots = useSlots([t.preservationForm])
  const [spazio_conservazione, setSpace] = useState(STEP_MB)
  const quote = useQuote({ operation: 'preserveMailbox', id, spazio_conservazione })
  const upload = useUpload((api, documenti) => api.preserveMailbox({ id, spazio_conservazione, documenti }), {
    changes: afterMailboxChange,
    onDone: () => {
      note(t.activated)
      void navigate({ to: '/mailboxes/$id', params: { id } })
    },
  })
  const send = () => {
    slots.ask()
    if (slots.files !== undefined) upload.mutate(slots.files)
  }
  return (
    <>
      <Panel title={t.stepForm}>
        <Text size="sm">{t.stepFormText}</Text>
        <FormButton
          label={t.download}
          name={`${casella_pec}-conservazione.pdf`}
          ask={(api) => api.downloadPreservationForm({ id })}
        />
      </Panel>
      <Panel title={t.stepFiles}>
        <SlotList slots={slots} />
      </Panel>
      <Panel title={t.priceTitle}>
        <NativeSelect
          label={t.space}
          value={spazio_conservazione}
          onChange={({ currentTarget: { value } }) => setSpace(Number(value))}
          data={Array.from({ length: MOST_STEPS }, (_, n) => (n + 1) * STEP_MB).map((size) => ({
            value: String(size),
            label: formats.size(size),
          }))}
          maw={260}
        />
        <QuoteView query={quote} />
        {upload.isError && <Trouble error={upload.error} />}
        <UploadProgress stage={upload.stage} />
        <Button onClick={send} loading={upload.isPending} disabled={!canBuy(quote)} style={{ alignSelf: 'flex-start' }}>
          {t.activate}
        </Button>
      </Panel>
    </>
  )
}
