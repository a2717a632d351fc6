// POST /v1/messages/verify: what a certified message is, from whatever gestore; nothing of it is kept.
import { ownRefusal } from '../../../errors/refusal.ts'
import { certificateFacts } from '../../../messages/verdict.ts'
import { MessageReport, messageView } from '../../../messages/view.ts'
import { providersNamed } from '../../../pec-index/table.ts'
import { reads } from '../../../pipeline/declare.ts'

const LARGEST_MESSAGE_BYTES = 40 * 1_048_576

export const verifyMessage = reads({
  route: 'POST /v1/messages/verify',
  name: 'verifyMessage',
  tag: 'Messages',
  permission: 'read',
  summary:
    'Read a certified message (.eml), also one from outside: kind, signature, certification data, what does not fit',
  file: { types: ['message/rfc822', 'application/octet-stream'], mostBytes: LARGEST_MESSAGE_BYTES },
  refusals: { local: { busy: 111 } },
  answers: MessageReport,

  async read({ context, db, principal: { accountId }, now, file, refuse }) {
    const answer = await context.messages.read(file, accountId)
    if (answer.is !== 'read') return refuse('busy')
    const { message } = answer
    const { signed, header } = message
    const question = { at: now, anchors: await context.trust.anchors() }
    const signature =
      signed && (await context.signatures.verifyDetached(signed.cms, signed.content, question, accountId))
    if (signature?.readable.is === 'timed out' || signature?.readable.is === 'busy') throw ownRefusal(111)
    const certificate = certificateFacts(signature?.certificates[0])
    const domain = header.from[0]?.split('@').at(-1) ?? ''
    const index = await providersNamed(db, { sha1: certificate?.sha1 ?? '', domain })
    return { data: messageView({ read: message, signature, certificate, index }) }
  },
})
