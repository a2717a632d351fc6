// Ids in paths that name no resource of the pipeline's.
import { ownRefusal } from '../errors/refusal.ts'
import { isResourceId } from '../model/resource-id.ts'

/** An id out of a path. Refuses 109 for what can be none. */
export function idIn(text: string | undefined): string {
  if (text !== undefined && isResourceId(text)) return text
  throw ownRefusal(109)
}
