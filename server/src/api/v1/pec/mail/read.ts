// GET /v1/pec/{id}/mail: how a mail client reaches a mailbox, and how full it is.
import { Type } from 'typebox'
import { mailboxes } from '../../../../mailboxes/resource.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { askMail, mailRefusals, mailUsers } from '../../../../pipeline/mail-call.ts'

const MIB = 1_048_576

const MailServer = Type.Object({
  host: Type.String(),
  port: Type.Integer(),
  encryption: Type.Literal('STARTTLS', { description: 'on this machine alone it may be left out' }),
})
const Space = Type.Object({ used_bytes: Type.Integer(), limit_bytes: Type.Integer() })

export const readMail = reads({
  route: 'GET /v1/pec/{id}/mail',
  name: 'readMail',
  tag: 'Sandbox',
  permission: 'read',
  summary: 'Say how a mail client reaches a mailbox of the test gestore, who may sign in, and how full it is',
  sandboxOnly: true,
  resource: mailboxes,
  refusals: mailRefusals,
  answers: Type.Object({
    address: Type.String(),
    smtp: MailServer,
    pop3: MailServer,
    imap: MailServer,
    ca: Type.String({
      description: 'certificates of the authorities of both gestori, PEM; the first is also that of the servers',
    }),
    users: Type.Array(
      Type.Object({
        user: Type.String({ description: 'user name: the address, or the code of a user' }),
        has_password: Type.Boolean(),
      }),
    ),
    space: Space,
    archive_space: Type.Union([Space, Type.Null()], {
      description: 'copies of everything, where the mailbox keeps them',
    }),
  }),

  async read({ context, row }) {
    const { ports, ca, used } = await askMail(context, row, async (mail) => ({
      ports: mail.ports,
      ca: mail.ca,
      used: await mail.use(row.id),
    }))
    const server = (port: number) => ({ host: context.settings.HOST, port, encryption: 'STARTTLS' as const })
    const space = (usedBytes: number, limitMb: number) => ({ used_bytes: usedBytes, limit_bytes: limitMb * MIB })
    return {
      data: {
        address: row.casella_pec,
        ...{ smtp: server(ports.smtp), pop3: server(ports.pop3), imap: server(ports.imap), ca },
        users: mailUsers(row).map(({ user, logins }) => ({
          user,
          has_password: logins.some((login) => used.logins.includes(login)),
        })),
        space: space(used.usedBytes, row.spazio_disco),
        archive_space: row.storico ? space(used.historyBytes, row.spazio_storico) : null,
      },
    }
  },
})
