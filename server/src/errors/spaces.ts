// The number spaces: the same number may mean two things in two of them, so a refusal always says which it is from.
import { contractRefusals } from './contract.ts'
import { oauthRefusals } from './oauth.ts'
import { ownRefusals } from './own.ts'
import type { RefusalRow } from './row.ts'

export const spaces = { contract: contractRefusals, own: ownRefusals, oauth: oauthRefusals } as const
export type Space = keyof typeof spaces

/** The numbers of a space, as literals. */
export type NumberIn<S extends Space> = keyof (typeof spaces)[S]

/** A number of the 24 operations. */
export type RefusalNumber = NumberIn<'contract'>
/** A number of any space. */
export type AnyNumber = { [S in Space]: NumberIn<S> }[Space]

type SlotNames<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | SlotNames<Rest> : never

type TextOf<S extends Space, N> =
  N extends NumberIn<S> ? ((typeof spaces)[S][N] extends { text: infer T } ? T : never) : never

/** What the text of a refusal leaves open: `SlotsOf<217>` is `'max'`, and `never` for a text without slots. */
export type SlotsOf<N extends AnyNumber, S extends Space = 'contract'> = SlotNames<TextOf<S, N>>

/** What any text leaves open. */
export type AnySlot = SlotNames<
  | (typeof contractRefusals)[NumberIn<'contract'>]['text']
  | (typeof ownRefusals)[NumberIn<'own'>]['text']
  | (typeof oauthRefusals)[NumberIn<'oauth'>]['text']
>

/** The row of a number in a space; undefined for a number that space does not have. */
export function rowIn(space: Space, number: number): RefusalRow | undefined {
  const rows: Readonly<Record<string, RefusalRow>> = spaces[space]
  return rows[String(number)]
}
