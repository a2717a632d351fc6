// POST /v1/pec/{id}/mail/password: a new password for a mailbox, or for one of its users. It is shown once.
import { Type } from 'typebox'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { mailboxes } from '../../../../mailboxes/resource.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { text } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { askMail, mailRefusals, mailUsers } from '../../../../pipeline/mail-call.ts'

export const makeMailPassword = acts({
  route: 'POST /v1/pec/{id}/mail/password',
  name: 'makeMailPassword',
  tag: 'Sandbox',
  permission: 'write',
  summary: 'Make a new password for a mailbox of the test gestore, or for one of its users; it is shown once',
  sandboxOnly: true,
  showsSecret: true,
  resource: mailboxes,
  body: {
    user: optional(text(254, 'whose: the code of a user; the mailbox’s own where it is absent'), undefined, 110),
  },
  refusals: mailRefusals,
  answers: Type.Object({ user: Type.String(), password: Type.String() }),

  async act({ context, row, body }) {
    const wanted = (body.user ?? row.casella_pec).toLowerCase()
    const user = mailUsers(row).find(({ logins }) => logins.includes(wanted))
    if (user === undefined) throw ownRefusal(110, { field: 'user' })
    const password = await askMail(context, row, (mail) => mail.newPassword(row.id, user.logins))
    return { data: { user: user.user, password } }
  },
})
