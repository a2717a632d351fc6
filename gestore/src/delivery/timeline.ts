// What a mailbox sent, each message with what was heard of every recipient.
import { sql } from 'kysely'
import type { MailSent, MailSentPage } from '../../../server/src/mail/protocol.ts'
import type { Reader } from '../../../server/src/store/database.ts'

/** Of one message; how many it has is said apart. */
const MOST_RECIPIENTS = 50

/** Messages of a mailbox, newest first, from the one after that moment and identifier on. */
export async function sentMessages(db: Reader, boxId: string, { limit, after }: MailSentPage): Promise<MailSent[]> {
  const found = await sql<MailSent>`
    select t.identifier as id, t.subject, t.message_id as "messageId", t.state,
      to_char(t.submitted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "submittedAt",
      cardinality(t.recipients) as "recipientCount", coalesce(r.known, '[]') as recipients
    from gestore.transmissions t left join lateral (
      select json_agg(json_build_object(
        'address', address, 'type', type,
        'state', coalesce(outcome, case when taken_at is null then 'waiting' else 'taken' end),
        'at', to_char(coalesce(outcome_at, taken_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'noticedAt', to_char(noticed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'reason', case
          when outcome is distinct from 'failed' then null
          when detail like '5.1.1%' then 'unknown'
          when detail like '5.2.1%' then 'not-in-use'
          when detail like '5.2.2%' then 'full'
          when detail like '5.7.1%' then 'ordinary-mail'
          when detail like '%Test-Signature%' then 'virus'
          else 'other' end,
        'detail', detail, 'isUncertain', is_uncertain
      ) order by address) as known
      from (select * from gestore.recipients where identifier = t.identifier order by address limit ${MOST_RECIPIENTS}) q
    ) r on true
    where t.box_id = ${boxId} and (${after?.at ?? null}::timestamptz is null
      or (t.submitted_at, t.identifier) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::text))
    order by t.submitted_at desc, t.identifier desc limit ${limit}`.execute(db)
  return found.rows
}
