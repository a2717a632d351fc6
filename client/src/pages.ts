// Answers for whoever has nothing to say to a refusal: their data, and lists by pages, item by item.
import type { Refused, Result } from './client.ts'

/** A call was refused; `refused` has the number and the text. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly refused: Refused

  constructor(refused: Refused) {
    super(`refused with ${refused.number} (HTTP ${refused.status}): ${refused.message}`)
    this.refused = refused
  }
}

/** The data of a success. Throws RefusedError for a refusal, for whoever has no answer to it. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.data
  throw new RefusedError(result)
}

/** A page of a list under /v1. */
export interface Page<Item> {
  items: Item[]
  next: string | null
}

/**
 * Every item of a list under /v1, page after page: `for await (const event of eachItem(api.listEvents, {}))`. Throws
 * RefusedError.
 */
export async function* eachItem<Item, Input extends object>(
  list: (input: Input & { cursor?: string }) => Promise<Result<Page<Item>>>,
  input: Input,
): AsyncGenerator<Item, void> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { items, next } = valueOf(await list(cursor === undefined ? input : { ...input, cursor }))
    yield* items
    cursor = next
  }
}
