// What is known of a domain's records, for its owner: its schema on the wire and the place that fills it.
import { Type } from 'typebox'
import type { Context } from '../context.ts'
import { say } from '../dns/check-texts.ts'
import type { BothTexts } from '../dns/check-texts.ts'
import { checkNames } from '../dns/checks.ts'
import { recordsFor, recordsToPublish } from '../dns/required-records.ts'
import { graceEnd } from '../model/domain-watch.ts'
import { bothLanguages, literals, moment, orNull, strings } from '../model/wire-schemas.ts'
import type { Reader } from '../store/database.ts'
import { checksRecords } from './status-check.ts'
import { findChecks } from './table.ts'
import type { CertifiedDomainRow, KeptCheck } from './table.ts'

const Words = Type.Object(bothLanguages)

const Evidence = Type.Object({
  question: Type.Object({ name: strings('name asked about'), type: strings('kind of record asked for') }),
  resolver: strings('name server asked'),
  transport: literals(['udp', 'tcp'], 'how it was asked'),
  outcome: literals(['answered', 'timeout', 'unreachable', 'malformed'], 'what came of it'),
  rcode: orNull(strings("the server's code, such as NOERROR or NXDOMAIN")),
  records: Type.Array(
    Type.Object({
      name: strings('whose record'),
      type: strings('kind of record'),
      ttl: Type.Integer({ description: 'seconds it may be kept' }),
      data: strings('as in a zone file; long texts are shortened'),
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

export const DomainChecks = Type.Object({
  id: strings('of the domain'),
  dominio: strings('domain name'),
  stato: strings('where the domain stands'),
  dns: strings('what the checks come to: OK, KO or MISSING'),
  simulated: Type.Boolean({ description: 'nothing was really asked' }),
  required_records: Type.Array(
    Type.Object({
      name: strings('name of the record'),
      type: literals(['MX', 'TXT'], 'kind of record'),
      value: strings('its value'),
      ttl: Type.Integer({ description: 'seconds' }),
      line: strings('the record as one line of a zone file'),
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

/** What is published for a domain, what should be, and how that is known. */
export async function domainChecksView(db: Reader, context: Context, domain: CertifiedDomainRow) {
  const required = recordsFor(context.domainRecords, domain)
  const kept = await findChecks(db, domain.id)
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
    checks: checkNames.flatMap((name) => kept.filter((check) => check.name === name).map(checkView)),
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
  return checksRecords(context, domain) ? null : say('simulated')
}

function checkView({ name, verdict, detail, checked_at }: KeptCheck) {
  const { expected, found, problem, evidence } = detail
  return { name, verdict, expected, found, problem, evidence, checked_at: checked_at.toISOString() }
}
