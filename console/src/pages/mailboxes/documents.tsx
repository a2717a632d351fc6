import { can } from '@ceralacca/client'
import type { Casella } from '@ceralacca/client'
import { Button, Text } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { SlotList, UploadProgress, useSlots } from '../../parts/documents.tsx'
import { FormButton } from '../../parts/form-button.tsx'
import { kinds } from '../../parts/mailbox-kinds.ts'
import { afterMailboxChange, useMailbox } from '../../parts/mailbox.ts'
import { MailboxStateBadge } from '../../parts/mailbox-state.tsx'
import { useUpload } from '../../parts/upload.ts'
import { handingInTexts } from '../../texts/handing-in.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { useNotice } from '../../ui/notice.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'
import { Standing } from './standing.tsx'

const route = getRouteApi('/customer/mailboxes/$id/documents')

/** The form to sign, and the documents to hand in. */
export function DocumentsPage() {
  const t = useTexts(handingInTexts)
  const { id } = route.useParams()
  const query = useMailbox(id)
  return (
    <Asked query={query}>
      {(mailbox) => (
        <Page title={t.activationTitle(mailbox.casella_pec)} beside={<MailboxStateBadge stato={mailbox.stato} />}>
          <AnchorLink to="/mailboxes/$id" params={{ id }} size="sm">
            {t.back}
          </AnchorLink>
          <Standing mailbox={mailbox} />
          {can.submitDocuments(mailbox) ? <HandIn mailbox={mailbox} /> : <Text size="sm">{t.notNow}</Text>}
        </Page>
      )}
    </Asked>
  )
}

function HandIn({ mailbox: { id, casella_pec, tipo_casella } }: { mailbox: Casella }) {
  const t = useTexts(handingInTexts)
  const note = useNotice()
  const navigate = useNavigate()
  const slots = useSlots(kinds[tipo_casella].isExtensible ? [t.signedForm, t.identity] : [t.both])
  const upload = useUpload((api, documenti) => api.activateMailbox({ id, documenti }), {
    changes: afterMailboxChange,
    onDone: () => {
      note(t.sent)
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
          name={`${casella_pec}-attivazione.pdf`}
          ask={(api) => api.downloadActivationForm({ id })}
        />
      </Panel>
      <Panel title={t.stepFiles}>
        <Text size="sm">{t.stepFilesText}</Text>
        <SlotList slots={slots} />
        {upload.isError && <Trouble error={upload.error} />}
        <UploadProgress stage={upload.stage} />
        <Button onClick={send} loading={upload.isPending} style={{ alignSelf: 'flex-start' }}>
          {t.send}
        </Button>
      </Panel>
    </>
  )
}
