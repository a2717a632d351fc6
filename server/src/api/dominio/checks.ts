// GET /v1/dominio/{id}/checks: what is published for a domain, what should be, and how that is known; POST looks again.
import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { covers, neededScope } from '../../auth/scopes.ts'
import type { Caller } from '../../auth/principal.ts'
import type { Context } from '../../context.ts'
import { checkNames } from '../../dns/checks.ts'
import { say } from '../../dns/check-texts.ts'
import type { BothTexts } from '../../dns/check-texts.ts'
import { recordsFor, recordsToPublish } from '../../dns/required-records.ts'
import { lookAtDomain, looksAtRecords } from '../../certified-domains/status-check.ts'
import { settleDomain } from '../../certified-domains/apply-status.ts'
import { refusal } from '../../errors/refusal.ts'
import { graceEnd } from '../../model/domain-watch.ts'
import { isResourceId } from '../../model/resource-id.ts'
import {
  findCertifiedDomain,
  findChecks,
  lockCertifiedDomain,
  readCertifiedDomain,
} from '../../certified-domains/table.ts'
import type { CertifiedDomainRow, KeptCheck } from '../../certified-domains/table.ts'
import { isOnOrder } from '../../provider-operations/table.ts'
import { unitOfWork } from '../../unit-of-work.ts'
import { ownRoute } from '../own-route.ts'

const text = (description: string) => Type.String({ description })
const moment = (description: string) => Type.String({ format: 'date-time', description })
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const literals = (values: readonly string[], description: string) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    { description },
  )

const Words = Type.Object({ italian: text('in plain Italian'), english: text('in plain English') })

const Evidence = Type.Object({
  question: Type.Object({ name: text('name asked about'), type: text('kind of record asked for') }),
  resolver: text('name server asked'),
  transport: literals(['udp', 'tcp'], 'how it was asked'),
  outcome: literals(['answered', 'timeout', 'unreachable', 'malformed'], 'what came of it'),
  rcode: orNull(text("the server's code, such as NOERROR or NXDOMAIN")),
  records: Type.Array(
    Type.Object({
      name: text('whose record'),
      type: text('kind of record'),
      ttl: Type.Integer({ description: 'seconds it may be kept' }),
      data: text('as in a zone file; long texts are shortened'),
    }),
  ),
  omitted: Type.Integer({ description: 'records not shown' }),
  took_ms: Type.Integer(),
  asked_at: moment('when it was asked'),
})

const Check = Type.Object({
  name: literals(checkNames, 'what was checked'),
  verdict: literals(['OK', 'KO', 'UNKNOWN'], 'UNKNOWN: nobody answered'),
  expected: Type.Array(Type.String()),
  found: Type.Array(Type.String()),
  problem: orNull(Words),
  evidence: Type.Array(Evidence),
  checked_at: moment('when it was checked'),
})

const Checks = Type.Object({
  id: text('of the domain'),
  dominio: text('domain name'),
  stato: text('where the domain stands'),
  dns: text('what the checks come to: OK, KO or MISSING'),
  simulated: Type.Boolean({ description: 'nothing was really asked' }),
  required_records: Type.Array(
    Type.Object({
      name: text('name of the record'),
      type: literals(['MX', 'TXT'], 'kind of record'),
      value: text('its value'),
      ttl: Type.Integer({ description: 'seconds' }),
      line: text('the record as one line of a zone file'),
    }),
    { description: 'what to publish, ready to copy' },
  ),
  remark: orNull(Words),
  checks: Type.Array(Check, { description: 'the last look, in the order in which to mend things' }),
  next_check_at: orNull(moment('when it is looked at again')),
  broken_since: orNull(moment('since when the records of a working domain are wrong')),
  suspended_after: orNull(moment('when it is suspended unless its records are mended')),
  suspended_at: orNull(moment('since when it is suspended')),
})

export const readDomainChecks = ownRoute({
  route: 'GET /v1/dominio/{id}/checks',
  summary: 'Say what is published for a certified domain, what should be, and how that is known',
  audience: 'anyone',
  answers: Checks,

  async run({ context, caller, params }) {
    const domain = await domainFor(context, caller, 'GET', params.id)
    return { data: await told(context, domain) }
  },
})

const LOOKED_JUST_NOW_MS = 10_000

export const repeatDomainChecks = ownRoute({
  route: 'POST /v1/dominio/{id}/checks',
  summary: 'Look at a certified domain again, now; within ten seconds of the last look that one is answered',
  audience: 'anyone',
  answers: Checks,

  async run({ context, caller, params }) {
    const seen = await domainFor(context, caller, 'POST', params.id)
    const since = context.clock.now().getTime() - LOOKED_JUST_NOW_MS
    const last = await findChecks(context.database.kysely, seen.id)
    if (seen.stato === 'revocato' || last.some((check) => check.checked_at.getTime() > since))
      return { data: await told(context, seen) }
    const look = await lookAtDomain(context, seen)
    const settled = await unitOfWork(context, async (unit) => {
      const domain = await lockCertifiedDomain(unit.db, seen.id, 'wait')
      const isBusy = await isOnOrder(unit.db, { kind: 'certified-domain', id: seen.id })
      if (domain?.version !== seen.version || isBusy) return undefined
      return settleDomain(unit, context, domain, look)
    })
    return { data: await told(context, settled ?? (await domainFor(context, caller, 'POST', params.id))) }
  },
})

/** The domain, if the caller may see it: its owner with the scope of the operations about domains, or an operator. */
async function domainFor(context: Context, caller: Caller, method: string, id = ''): Promise<CertifiedDomainRow> {
  const needed = neededScope(method, context.settings.SCOPE_HOST, 'dominio')
  if (caller.role === 'customer' && !covers(caller.scopes, needed)) throw refusal(126)
  if (!isResourceId(id)) throw refusal(109)
  const db = context.database.kysely
  const domain = await (caller.role === 'customer'
    ? findCertifiedDomain(db, id, caller.accountId)
    : readCertifiedDomain(db, id))
  if (domain === undefined) throw refusal(109)
  return domain
}

async function told(context: Context, domain: CertifiedDomainRow) {
  const required = recordsFor(context.domainRecords, domain)
  const kept = await findChecks(context.database.kysely, domain.id)
  const when = (at: Date | null) => at?.toISOString() ?? null
  const inGrace = domain.broken_since !== null && domain.suspended_at === null
  return {
    id: domain.id,
    dominio: domain.dominio,
    stato: domain.stato,
    dns: domain.dns,
    simulated: context.resolver === undefined,
    required_records: required === undefined ? [] : recordsToPublish(domain.dominio, required),
    remark: remarkOn(context, domain),
    checks: checkNames.flatMap((name) => kept.filter((check) => check.name === name).map(asTold)),
    next_check_at: when(domain.check_at),
    broken_since: when(domain.broken_since),
    suspended_after: inGrace && domain.broken_since ? when(graceEnd(domain.broken_since)) : null,
    suspended_at: when(domain.suspended_at),
  }
}

/** Why nothing is checked or published, where that is so. */
function remarkOn(context: Context, domain: CertifiedDomainRow): BothTexts | null {
  if (domain.tipo_dominio === 'interno') return say('internal')
  if (context.domainRecords[domain.fornitore] === undefined) return say('to be configured')
  return looksAtRecords(context, domain) ? null : say('simulated')
}

function asTold({ name, verdict, detail, checked_at }: KeptCheck) {
  const { expected, found, problem, evidence } = detail
  return { name, verdict, expected, found, problem, evidence, checked_at: checked_at.toISOString() }
}
