// The sandbox as a receiver of its own callbacks (docs/sandbox.md): whose one is, its delivery tells.
import type { Context } from '../context.ts'
import { signatureProblem } from '../model/message-signature.ts'
import { sealedSigningSecrets } from '../store/accounts.ts'
import { keepCaught, ownerOfDelivery } from '../store/sandbox-inbox.ts'

const DELIVERY_ID = /^msg_[0-9a-f]{24}$/
/** Not ours to keep; none of them is a callback's. */
const LEFT_OUT = new Set(['authorization', 'cookie', 'proxy-authorization'])

export interface Arrival {
  path: string
  headers: Readonly<Record<string, string | readonly string[] | undefined>>
  body: Uint8Array
}

/** Keeps a callback for the account it was sent for; false when nobody was sent it. */
export async function catchCallback(context: Context, { path, headers, body }: Arrival): Promise<boolean> {
  const db = context.database.kysely
  const deliveryId = String(headers['webhook-id'] ?? '')
  const accountId = DELIVERY_ID.test(deliveryId) ? await ownerOfDelivery(db, deliveryId) : undefined
  if (accountId === undefined) return false
  const given = Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !LEFT_OUT.has(name))
      .map(([name, value]) => [name, storable(String(value))]),
  )
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  const now = context.accountClocks.of(accountId).now()
  const sealed = await sealedSigningSecrets(db, accountId, now)
  const secrets = sealed.map((one) => context.sealer.openText(`account:${accountId}`, one))
  const signed = { headers: given, body: text, now: context.clock.realNow() }
  const signature_right = secrets.some((secret) => signatureProblem({ ...signed, secret }) === undefined)
  await keepCaught(db, accountId, { path, headers: given, body: storable(text), signature_right, at: now })
  return true
}

/** A text as the database can keep it. */
const storable = (text: string) => text.replaceAll('\0', '\ufffd')
