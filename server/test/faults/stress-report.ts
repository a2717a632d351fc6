// What a stress run did, as lines for whoever reads its output.
import { recoveryPaths } from '../../src/model/recovery-path.ts'
import { faultNames } from './stress-faults.ts'
import type { StressOutcome } from './stress-outcome.ts'

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`

/** The report; faults that were not made and ways back that were not taken are named. */
export function reportOf(seed: number, lasted: number, outcome: StressOutcome): string {
  const { calls, cut, kills, restarts, deaths, deadlocks, wrong, faults, takeOvers, recoveries } = outcome
  const answers = [...outcome.answers]
    .sort(([one], [other]) => one - other)
    .map(([number, count]) => `${number}: ${count}`)
  const made = [...faults].map(
    ([name, { rounds, longestMs }]) => `  ${name}: ${rounds}, all ready again after ${seconds(longestMs)} at most`,
  )
  const taken = recoveryPaths.filter((path) => (recoveries.get(path) ?? 0) > 0)
  const never = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '))
  return [
    `stress: seed ${seed}, ${lasted} s, ${calls} calls, ${cut} cut, ${kills} kills, ${restarts} restarts of PostgreSQL, ` +
      `${deaths.length} deaths, ${deadlocks} deadlocks, ${wrong.length} wrong answers; ${answers.join(', ')}`,
    ...made,
    `  not made: ${never(faultNames.filter((name) => !faults.has(name)))}`,
    `  taken over from the dead: ${takeOvers.rounds} times, after ${seconds(takeOvers.longestMs)} at most`,
    `  recovered: ${taken.map((path) => `${path} ${recoveries.get(path)}`).join(', ')}`,
    `  never needed: ${never(recoveryPaths.filter((path) => !taken.includes(path)))}`,
    '',
  ].join('\n')
}
