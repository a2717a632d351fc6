// What the DNS says of a customer's domain against what its provider requires: one verdict a record, with evidence.
import { say } from './check-texts.ts'
import type { BothTexts, SayableAboutRecords } from './check-texts.ts'
import type { DnsRecord } from './message.ts'
import { spfRecord } from './required-records.ts'
import type { ProviderRecords } from './required-records.ts'
import { shortened } from './resolver.ts'
import type { Evidence, Lookup, Patience, Resolver } from './resolver.ts'

/** Every check, in the order in which a customer mends things. */
export const checkNames = ['delegation', 'mx', 'mx_target', 'spf'] as const
export type CheckName = (typeof checkNames)[number]

/** OK, wrong, or not to be known now. */
export type Verdict = 'OK' | 'KO' | 'UNKNOWN'

export interface Check {
  name: CheckName
  verdict: Verdict
  expected: string[]
  found: string[]
  /** What is wrong, or could be better; null when there is nothing to say. */
  problem: BothTexts | null
  evidence: Evidence[]
}

const MOST_FOUND = 10
const MOST_PARENTS = 6
const MOST_TARGETS = 3
const LONGEST_FOUND = 255

/** Runs every check of a domain, within one patience. Never throws for anything the DNS says. */
export async function checkDomain(resolver: Resolver, dominio: string, required: ProviderRecords): Promise<Check[]> {
  const patience = resolver.patience()
  const [delegation, [mx, target], spf] = await Promise.all([
    checkDelegation(resolver, dominio, patience),
    resolver.lookup(dominio, 'MX', patience).then(async (found) => {
      const exchanges = exchangesOf(found.records)
      return [checkMx(dominio, found, exchanges, required), await checkTargets(resolver, found, exchanges, patience)]
    }),
    resolver.lookup(dominio, 'TXT', patience).then((found) => checkSpf(dominio, found, required)),
  ])
  return [delegation, mx, target, spf].filter((check) => check !== undefined)
}

/** What all checks together say: KO if any is, UNKNOWN if one cannot be told, else OK. */
export function verdictOf(checks: readonly Pick<Check, 'verdict'>[]): Verdict {
  if (checks.some((check) => check.verdict === 'KO')) return 'KO'
  return checks.every((check) => check.verdict === 'OK') && checks.length > 0 ? 'OK' : 'UNKNOWN'
}

/** The name or one of its parents must have name servers; a record in the parent's zone is as good as a zone of its own. */
async function checkDelegation(resolver: Resolver, dominio: string, patience: Patience): Promise<Check> {
  const evidence: Evidence[] = []
  const expected = [`NS ${dominio}`]
  for (const name of withParents(dominio)) {
    const found = await resolver.lookup(name, 'NS', patience)
    evidence.push(...found.evidence)
    const servers = found.records.map((record) => `${record.name} NS ${record.data}`)
    if (found.is === 'found')
      return { name: 'delegation', verdict: 'OK', expected, found: listed(servers), problem: null, evidence }
    if (found.is === 'silent' || found.is === 'failed')
      return { name: 'delegation', expected, found: [], ...unanswered(found, name), evidence }
  }
  const problem = say('not delegated', { name: dominio })
  return { name: 'delegation', verdict: 'KO', expected, found: [], problem, evidence }
}

/** The name and its parents, down to two labels: a top-level domain says nothing of the customer's. */
function withParents(dominio: string): string[] {
  const labels = dominio.split('.')
  const names = labels.slice(0, -1).map((_, n) => labels.slice(n).join('.'))
  return [...names.slice(0, MOST_PARENTS - 1), ...names.slice(MOST_PARENTS - 1).slice(-1)]
}

/** The mail servers of MX records, each once. */
function exchangesOf(records: readonly DnsRecord[]): string[] {
  return [...new Set(records.map((record) => record.data.slice(record.data.indexOf(' ') + 1)))]
}

function checkMx(dominio: string, found: Lookup, exchanges: string[], required: ProviderRecords): Check {
  const wanted = required.mx.map((one) => one.exchange)
  const base = { name: 'mx' as const, expected: wanted, found: listed(exchanges), evidence: found.evidence }
  if (found.is !== 'found') return { ...base, ...unanswered(found, dominio, 'no mx') }
  const others = exchanges.filter((one) => !wanted.includes(one))
  const missing = wanted.filter((one) => !exchanges.includes(one))
  const what = others.length === 0 ? 'missing mx' : missing.length === 0 ? 'foreign mx' : 'wrong mx'
  const slots = {
    others: listed(others)
      .map((one) => one || '.')
      .join(', '),
    expected: missing.join(', '),
  }
  if (others.length + missing.length > 0) return { ...base, verdict: 'KO', problem: say(what, slots) }
  return { ...base, verdict: 'OK', problem: null }
}

async function checkTargets(
  resolver: Resolver,
  mx: Lookup,
  exchanges: readonly string[],
  patience: Patience,
): Promise<Check> {
  const base = { name: 'mx_target' as const, expected: ['A', 'AAAA'], found: [], evidence: [] }
  if (mx.is === 'silent' || mx.is === 'failed')
    return { ...base, ...unanswered(mx, mx.evidence[0]?.question.name ?? '') }
  const targets = exchanges.filter((name) => name !== '').slice(0, MOST_TARGETS)
  if (targets.length === 0) return { ...base, verdict: 'KO', problem: say('no target') }
  const checks = await Promise.all(targets.map((name) => checkTarget(resolver, name, patience)))
  const worst = checks.find((one) => one.verdict === 'KO') ?? checks.find((one) => one.verdict === 'UNKNOWN')
  return {
    ...base,
    verdict: worst?.verdict ?? 'OK',
    problem: worst?.problem ?? null,
    found: listed(checks.flatMap((one) => one.found)),
    evidence: checks.flatMap((one) => one.evidence),
  }
}

async function checkTarget(resolver: Resolver, name: string, patience: Patience) {
  const four = await resolver.lookup(name, 'A', patience)
  const alias = four.aliases[0]
  const isFound = four.is === 'found' || alias !== undefined
  const six = isFound ? undefined : await resolver.lookup(name, 'AAAA', patience)
  const evidence = [...four.evidence, ...(six?.evidence ?? [])]
  const found = [...four.records, ...(six?.records ?? [])].map(
    (record) => `${record.name} ${record.type} ${record.data}`,
  )
  if (four.is === 'alias loop') return { verdict: 'KO' as const, problem: say('alias loop', { name }), found, evidence }
  const leads = alias ?? six?.aliases[0]
  if (leads !== undefined) {
    const problem = say('target is an alias', { name })
    return { verdict: 'KO' as const, problem, found: [`${name} CNAME ${leads}`], evidence }
  }
  if (found.length > 0) return { verdict: 'OK' as const, problem: null, found, evidence }
  return { ...unanswered(six?.is === 'nothing' ? four : (six ?? four), name, 'target has no address'), found, evidence }
}

function checkSpf(dominio: string, found: Lookup, required: ProviderRecords): Check {
  const policies = found.records.map((record) => record.data).filter((text) => /^v=spf1(\s|$)/i.test(text))
  const base = {
    name: 'spf' as const,
    expected: [spfRecord(required)],
    found: listed(policies),
    evidence: found.evidence,
  }
  if (found.is !== 'found') return { ...base, ...unanswered(found, dominio, 'no spf') }
  const [policy] = policies
  if (policy === undefined) return { ...base, verdict: 'KO', problem: say('no spf') }
  if (policies.length > 1)
    return { ...base, verdict: 'KO', problem: say('several spf', { count: String(policies.length) }) }
  const mechanisms = spfMechanisms(policy)
  const include = `include:${required.spfInclude}`
  if (!mechanisms.includes(include)) {
    return { ...base, verdict: 'KO', problem: say('spf without provider', { expected: include }) }
  }
  return { ...base, verdict: 'OK', problem: mechanisms.at(-1) === '-all' ? null : say('spf not closed') }
}

/**
 * The mechanisms of a policy that count, in lower case without `+` and without the dot a name may end with (RFC 7208
 * 7.1): what stands after the first `all` is ignored (5.1).
 */
function spfMechanisms(policy: string): string[] {
  const terms = policy.toLowerCase().split(/\s+/).slice(1)
  const mechanisms = terms.map((term) => term.replace(/^\+/, '').replace(/\.$/, ''))
  const end = mechanisms.findIndex((mechanism) => /^[-~?]?all$/.test(mechanism))
  return end < 0 ? mechanisms : mechanisms.slice(0, end + 1)
}

/**
 * The verdict when the records sought are not there: wrong if somebody said so, unknown if nobody spoke, or only to say
 * that they cannot tell.
 */
function unanswered(
  found: Lookup,
  name: string,
  nothing: SayableAboutRecords = 'no answer',
): { verdict: Verdict; problem: BothTexts } {
  if (found.is === 'silent') return { verdict: 'UNKNOWN', problem: say('no answer') }
  if (found.is === 'failed') return { verdict: 'UNKNOWN', problem: say('servers fail', { name }) }
  if (found.is === 'alias loop') return { verdict: 'KO', problem: say('alias loop', { name }) }
  return { verdict: 'KO', problem: say(nothing, { name }) }
}

/** As much of what was found as is worth keeping. */
const listed = (found: readonly string[]): string[] =>
  found.slice(0, MOST_FOUND).map((one) => shortened(one).slice(0, LONGEST_FOUND))
