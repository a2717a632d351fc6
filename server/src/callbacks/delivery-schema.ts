// A delivery on the wire, as its account sees it; its content only where one is read.
import { Type } from 'typebox'
import { orNull, Reasons } from '../model/wire-schemas.ts'

const delivery = {
  id: Type.String({ description: 'also the webhook-id header' }),
  subject: Type.String({ description: 'id of the resource it is about' }),
  event: Type.String(),
  url: Type.String(),
  state: Type.String({ description: 'due, delivered or given_up' }),
  attempts: Type.Integer(),
  createdAt: Type.String({ format: 'date-time' }),
  nextAttemptAt: orNull(Type.String({ format: 'date-time' })),
  reasons: Reasons,
  note: Type.String({ description: 'why, in free words, where it tells of a no; empty otherwise' }),
}

const Attempt = Type.Object({
  attempt: Type.Integer(),
  startedAt: Type.String({ format: 'date-time' }),
  outcome: Type.String(),
  status: orNull(Type.Integer()),
  elapsedMs: Type.Integer(),
  reply: orNull(
    Type.String({
      description:
        'what the receiver answered, at most 2 kB, with `{…}` for texts of the resource, addresses, codes, numbers and secrets; null where nothing came or is kept',
    }),
  ),
})

export const Delivery = Type.Object(delivery, { $id: 'Delivery' })
export const DeliveryWithAttempts = Type.Object(
  {
    ...delivery,
    contentType: Type.String({ description: 'of the body' }),
    body: Type.String({ description: 'what we send, byte for byte' }),
    history: Type.Array(Attempt),
  },
  { $id: 'DeliveryWithAttempts' },
)

/** Whether a text has the format of a delivery id. */
export const isDeliveryId = (id: string): boolean => /^msg_[0-9a-f]{24}$/.test(id)
