// GET /v1/operator/providers: every provider of this server, and how it is doing.
import { Type } from 'typebox'
import { literals, moment, orNull } from '../../../../model/wire-schemas.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { COUNTED_MINUTES, reportProviders } from '../../../../provider-operations/provider-report.ts'
import type { ProviderReport } from '../../../../provider-operations/provider-report.ts'

const described = (description: string, ...types: Parameters<typeof Type.Union>[0]) =>
  Type.Union([...types, Type.Null()], { description })

const OperationReport = Type.Object({
  operation: Type.String({ description: 'what is asked, such as mailboxes.renew; outcomes: what became of an order' }),
  calls: Type.Integer({ description: `in the last ${COUNTED_MINUTES} minutes, by all processes` }),
  success_rate: described('of these calls, from 0 to 1; null without any', Type.Number()),
  failures_in_a_row: Type.Integer(),
  last_failure: described('the last of them, in our words', Type.String()),
  breaker: literals(['closed', 'open', 'half-open'], 'half-open: the next question tries whether it works again'),
  opened_at: orNull(moment('since when it is not asked')),
  try_at: orNull(moment('when a question tries again')),
})

export const listProviders = reads({
  route: 'GET /v1/operator/providers',
  name: 'listProviders',
  tag: 'Operator',
  access: 'operator',
  permission: 'read',
  summary: 'List the providers of this server: whether each is reachable, takes our credentials, and has work pending',
  refusals: {},
  answers: Type.Array(
    Type.Object(
      {
        name: Type.String({ description: 'as in PROVIDERS_FILE' }),
        kind: Type.String(),
        label: Type.String(),
        reachable: described('null where there is nothing to reach', Type.Boolean()),
        credentials: described('accepted, refused or unknown; null where there are none', Type.String()),
        credit: described('our credit there in euro, as last heard', Type.String()),
        problem: described('what keeps it from serving us although it can be reached', Type.String()),
        pending_operations: Type.Integer({ description: 'operations whose outcome is not known yet' }),
        oldest_pending_at: orNull(moment('since when the oldest of them is pending')),
        differences: Type.Integer({
          description: 'resources that stand otherwise there than here, by the last comparison',
        }),
        paused: orNull(
          Type.Object({
            reason: Type.String(),
            operator: Type.String({ description: 'name of who paused it' }),
            operator_id: Type.String(),
            since: moment('since when'),
          }),
        ),
        budget: orNull(
          Type.Object({
            calls_per_minute: Type.Integer({ description: 'questions about progress a minute at most' }),
            used: Type.Integer({ description: 'asked in the current minute' }),
          }),
        ),
        operations: Type.Array(OperationReport, { description: 'what was asked lately, or has a breaker' }),
      },
      { $id: 'ProviderReport' },
    ),
  ),

  async read({ context, now }) {
    return { data: (await reportProviders(context)).map((report) => viewOf(report, now)) }
  },
})

function viewOf({ name, kind, label, health, pause, budget, ...report }: ProviderReport, now: Date) {
  return {
    name,
    kind,
    label,
    reachable: health?.reachable ?? null,
    credentials: health?.credentials ?? null,
    credit: health?.credit ?? null,
    problem: health?.problem ?? null,
    pending_operations: report.pendingOperations,
    oldest_pending_at: report.oldestPendingAt?.toISOString() ?? null,
    differences: report.differences,
    paused: pause
      ? {
          reason: pause.reason,
          operator: pause.operator,
          operator_id: pause.operator_id,
          since: pause.paused_at.toISOString(),
        }
      : null,
    budget: budget ? { calls_per_minute: budget.callsPerMinute, used: budget.used } : null,
    operations: report.operations.map((one) => operationView(one, now)),
  }
}

function operationView(one: ProviderReport['operations'][number], now: Date) {
  const { operation, calls, failures, failures_in_a_row, cause, opened_at, try_at } = one
  return {
    operation,
    calls,
    success_rate: calls === 0 ? null : Math.round((1 - failures / calls) * 1_000) / 1_000,
    failures_in_a_row,
    last_failure: cause,
    breaker: try_at === null ? 'closed' : try_at > now ? 'open' : 'half-open',
    opened_at: opened_at?.toISOString() ?? null,
    try_at: try_at?.toISOString() ?? null,
  }
}
