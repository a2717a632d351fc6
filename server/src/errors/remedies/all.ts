// What to do about every refusal, by space and number: for the documentation, so that no server carries the sentences.
import type { Space } from '../spaces.ts'
import { contractRemedies } from './contract.ts'
import { oauthRemedies } from './oauth.ts'
import { ownRemedies } from './own.ts'
import type { Remedy } from './remedy.ts'

const remedies: Readonly<Record<Space, Readonly<Record<string, Remedy>>>> = {
  contract: contractRemedies,
  own: ownRemedies,
  oauth: oauthRemedies,
}

/** What to do about a number of a space. Throws for one the space does not have. */
export function remedyOf(space: Space, number: number): Remedy {
  const remedy = remedies[space][String(number)]
  if (remedy === undefined) throw new TypeError(`the space ${space} has no refusal ${number}`)
  return remedy
}
