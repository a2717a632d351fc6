/** Who makes a move. */
export type Mover = 'customer' | 'provider' | 'clock' | 'operator'

/** What a state means, whom it waits for, and whether it is final. */
export interface StateRow {
  readonly means: string
  readonly waitsFor: Mover | 'nobody'
  readonly final?: true
}

/** A change of state: from where, to where, and by whom. */
export interface MoveRow<State extends string> {
  readonly from: readonly State[]
  readonly to: State
  readonly by: Mover
}

/** A lifecycle as data: states, moves between them, and activities that require a state without changing it. */
export interface Lifecycle<State extends string, Move extends string, Activity extends string> {
  readonly name: string
  readonly initial: State
  readonly states: Readonly<Record<State, StateRow>>
  readonly moves: Readonly<Record<Move, MoveRow<State>>>
  readonly while: Readonly<Record<Activity, readonly State[]>>
}

interface Table<State extends string, Move extends string, Activity extends string> {
  readonly initial: NoInfer<State>
  readonly states: Readonly<Record<State, StateRow>>
  readonly moves: Readonly<Record<Move, MoveRow<NoInfer<State>>>>
  readonly while: Readonly<Record<Activity, readonly NoInfer<State>[]>>
}

/**
 * Declares a lifecycle (decision 0004). A contradictory table is a bug and throws TypeError: a final state with an exit, a non-final
 * state without exit, an unreachable state.
 */
export function lifecycle<State extends string, Move extends string, Activity extends string = never>(
  name: string,
  table: Table<State, Move, Activity>,
): Lifecycle<State, Move, Activity> {
  const problem = contradiction(table.initial, table.states, Object.values(table.moves))
  if (problem !== undefined) throw new TypeError(`lifecycle ${name}: ${problem}`)
  return { name, ...table }
}

/** Whether `move` may start in `state`. */
export function allows<State extends string, Move extends string, Activity extends string>(
  lifecycle: Lifecycle<State, Move, Activity>,
  state: NoInfer<State>,
  move: NoInfer<Move | Activity>,
): boolean {
  return statesFor(lifecycle, move).includes(state)
}

/** The states in which a move or an activity is allowed, in the order of the table. */
export function statesFor<State extends string, Move extends string, Activity extends string>(
  lifecycle: Lifecycle<State, Move, Activity>,
  what: NoInfer<Move | Activity>,
): readonly State[] {
  const moves: Readonly<Record<string, MoveRow<State>>> = lifecycle.moves
  const activities: Readonly<Record<string, readonly State[]>> = lifecycle.while
  return moves[what]?.from ?? activities[what] ?? []
}

function contradiction<State extends string>(
  initial: State,
  states: Readonly<Record<string, StateRow>>,
  moves: readonly MoveRow<State>[],
): string | undefined {
  const reached: ReadonlySet<string> = reachable(initial, moves)
  for (const [state, row] of Object.entries(states)) {
    const exits = moves.filter((move) => move.from.some((from) => from === state))
    if (row.final && exits.length > 0) return `final state ${state} has an exit`
    if (!row.final && exits.every((move) => move.to === state)) return `state ${state} has no exit and is not final`
    if (!reached.has(state)) return `nothing leads to state ${state}`
  }
  return undefined
}

function reachable<State extends string>(initial: State, moves: readonly MoveRow<State>[]): Set<State> {
  const seen = new Set([initial])
  for (const state of seen) {
    for (const move of moves) if (move.from.includes(state)) seen.add(move.to)
  }
  return seen
}
