// A delivery on the wire, as its account sees it; never its content.
import { Type } from 'typebox'
import { orNull } from '../model/wire-schemas.ts'

const delivery = {
  id: Type.String({ description: 'also the webhook-id header' }),
  subject: Type.String({ description: 'id of the resource it is about' }),
  event: Type.String(),
  url: Type.String(),
  state: Type.String({ description: 'due, delivered or given_up' }),
  attempts: Type.Integer(),
  createdAt: Type.String({ format: 'date-time' }),
  nextAttemptAt: orNull(Type.String({ format: 'date-time' })),
}

const Attempt = Type.Object({
  attempt: Type.Integer(),
  startedAt: Type.String({ format: 'date-time' }),
  outcome: Type.String(),
  status: orNull(Type.Integer()),
  elapsedMs: Type.Integer(),
})

export const Delivery = Type.Object(delivery, { $id: 'Delivery' })
export const DeliveryWithAttempts = Type.Object(
  { ...delivery, history: Type.Array(Attempt) },
  { $id: 'DeliveryWithAttempts' },
)

/** Whether a text has the format of a delivery id. */
export const isDeliveryId = (id: string): boolean => /^msg_[0-9a-f]{24}$/.test(id)
