import type { AddMailboxUserInput, Casella } from '@ceralacca/client'
import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { numberOf, useDo } from '../../../parts/api.ts'
import { afterMailboxChange } from '../../../parts/mailbox.ts'
import { canBuy, QuoteView, useQuote } from '../../../parts/quote.tsx'
import { useTexts } from '../../../texts/language.tsx'
import { actionTexts } from '../../../texts/mailbox-actions.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { useNotice } from '../../../ui/notice.ts'

const fields = ['nome', 'cognome', 'descrizione', 'email_gestione_password'] as const
type Field = (typeof fields)[number]
/** Which field a refusal is about. */
const fieldOf: Readonly<Record<number, Field>> = {
  215: 'nome',
  216: 'cognome',
  218: 'descrizione',
  219: 'email_gestione_password',
  221: 'email_gestione_password',
}

/** Adds a user to a mailbox. */
export function AddUser({ mailbox: { id }, onClose }: { mailbox: Casella; onClose: () => void }) {
  const t = useTexts(actionTexts)
  const note = useNotice()
  const [user, setUser] = useState({ nome: '', cognome: '', descrizione: '', email_gestione_password: '' })
  // The price does not depend on who it is.
  const anybody = { nome: '-', cognome: '-', descrizione: '-', email_gestione_password: 'a@example.com' }
  const quote = useQuote({ operation: 'addMailboxUser', id, ...anybody })
  const add = useDo((api, input: AddMailboxUserInput) => api.addMailboxUser(input), afterMailboxChange)
  const wrong = fieldOf[numberOf(add.error) ?? 0]
  const labels: Record<Field, string> = {
    nome: t.firstName,
    cognome: t.surname,
    descrizione: t.label,
    email_gestione_password: t.userEmail,
  }
  const confirm = () =>
    add.mutate(
      { id, ...user },
      {
        onSuccess: () => {
          note(t.userAdded)
          onClose()
        },
      },
    )
  return (
    <Dialog
      title={t.userTitle}
      action={t.addUser}
      isBusy={add.isPending}
      canConfirm={canBuy(quote)}
      error={wrong === undefined ? add.error : undefined}
      onClose={onClose}
      onConfirm={confirm}
    >
      {fields.map((name) => (
        <TextInput
          key={name}
          label={labels[name]}
          description={name === 'descrizione' ? t.labelHint : undefined}
          type={name === 'email_gestione_password' ? 'email' : 'text'}
          required
          value={user[name]}
          onChange={({ currentTarget: { value } }) => setUser({ ...user, [name]: value })}
          error={wrong === name ? add.error?.message : undefined}
        />
      ))}
      <Text size="sm">{t.userNote}</Text>
      <QuoteView query={quote} />
    </Dialog>
  )
}
