// What a call costs whoever makes it, by the prices of this moment.
import { payerOf } from './access.ts'
import type { AnyContext, AnyWrite, Charge } from './operation.ts'

/** The price of a call; undefined for one that costs nothing. In a unit of work it is that of the hold. */
export async function chargeOf({ price }: Pick<AnyWrite, 'price'>, op: AnyContext): Promise<Charge | undefined> {
  if (price === undefined) return undefined
  return price({ ...op, prices: await op.context.prices.pricesOf(op.db, payerOf(op), op.now) })
}
