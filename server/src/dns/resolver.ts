// Asks name servers and keeps the evidence: what was asked, whom, what came back, how fresh it is and how long it took.
import type { ServerAddress } from '../model/server-address.ts'
import { formatServerAddress } from '../model/server-address.ts'
import { exchange } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { isVerdict } from './message.ts'
import type { AskedType, DnsQuestion, DnsRecord, QuestionForm } from './message.ts'

/** One question and what came of it, small enough to keep and to show. */
export interface Evidence {
  question: { name: string; type: string }
  resolver: string
  transport: 'udp' | 'tcp'
  outcome: 'answered' | 'timeout' | 'unreachable' | 'malformed'
  /** The server's code, such as NOERROR or NXDOMAIN; null without an answer. */
  rcode: string | null
  records: DnsRecord[]
  /** How many records more there were. */
  omitted: number
  took_ms: number
  /** RFC 3339, by the product's clock. */
  asked_at: string
}

/**
 * What the name servers say of a name. `silent`: nobody answered in time; `failed`: they answered
 * that they cannot, which says nothing of the name;
 * `alias loop`: its aliases lead nowhere. Records are those of the type asked for, at the name or where it leads.
 */
export interface Lookup {
  is: 'found' | 'nothing' | 'silent' | 'failed' | 'alias loop'
  records: DnsRecord[]
  /** The names the asked one is an alias for, in order. */
  aliases: string[]
  evidence: Evidence[]
}

/** How long somebody still waits, whatever is asked in the meantime. */
export interface Patience {
  leftMs(): number
}

export interface Resolver {
  /** A patience for all questions about one domain. */
  patience(): Patience
  /** Looks a name up; never throws, and never takes longer than the patience. */
  lookup(name: string, type: AskedType, patience: Patience): Promise<Lookup>
}

/** Who waits for an answer, and where what was seen is noted. */
interface Asking {
  patience: Patience
  evidence: Evidence[]
}

export interface ResolverOptions {
  servers: readonly ServerAddress[]
  /** The product's time, for the evidence. */
  now: () => Date
  /** How long one server may take for one question, and everything about one domain. */
  questionTimeoutMs?: number
  totalTimeoutMs?: number
}

const MOST_SERVERS = 3
const ROUNDS = 2
// More at once overruns the buffers of servers, which then seem silent.
const MOST_QUESTIONS_AT_ONCE = 64
const MOST_ALIASES = 8
const MOST_RECORDS_KEPT = 20
const LONGEST_DATA_KEPT = 500

/** A resolver that asks these servers in order, twice round at most. */
export function dnsResolver(options: ResolverOptions): Resolver {
  const { questionTimeoutMs = 2_000, totalTimeoutMs = 10_000, now } = options
  const servers = options.servers.slice(0, MOST_SERVERS)
  const inTurn = turns(MOST_QUESTIONS_AT_ONCE)

  /** One question to one server, noted; undefined when nobody waits any more. */
  function askOne(question: DnsQuestion, server: ServerAddress, form: QuestionForm, { patience, evidence }: Asking) {
    return inTurn(async () => {
      const leftMs = patience.leftMs()
      if (leftMs <= 0) return undefined
      const asked_at = now().toISOString()
      const started = performance.now()
      const exchanged = await exchange(server, { question, form }, Math.min(questionTimeoutMs, leftMs))
      const took_ms = Math.round(performance.now() - started)
      evidence.push(evidenceOf(question, server, exchanged, { asked_at, took_ms }))
      return exchanged
    })
  }

  /**
   * The first answer that says something, else the last of what came instead. A server that does not understand is
   * asked again at once without EDNS, one that is silent when its turn comes again (RFC 6891 7).
   */
  async function ask(question: DnsQuestion, asking: Asking): Promise<Exchange | undefined> {
    let last: Exchange | undefined
    const forms = new Map<ServerAddress, QuestionForm>()
    for (const server of Array.from({ length: ROUNDS }, () => servers).flat()) {
      let heard = await askOne(question, server, forms.get(server) ?? 'edns', asking)
      if (heard !== undefined && isBewildered(heard) && !forms.has(server)) {
        forms.set(server, 'plain')
        heard = (await askOne(question, server, 'plain', asking)) ?? heard
      }
      if (heard === undefined) break
      if (heard.is !== 'answered') forms.set(server, 'plain')
      if (heard.is === 'answered' && isVerdict(heard.answer.rcode)) return heard
      if (heard.is === 'answered' || last?.is !== 'answered') last = heard
    }
    return last
  }

  return {
    patience() {
      const until = performance.now() + totalTimeoutMs
      return { leftMs: () => until - performance.now() }
    },

    async lookup(name, type, patience) {
      const evidence: Evidence[] = []
      const aliases: string[] = []
      let at = name
      while (aliases.length <= MOST_ALIASES) {
        const heard = await ask({ name: at, type }, { patience, evidence })
        if (heard?.is !== 'answered') return { is: 'silent', records: [], aliases, evidence }
        const { rcode, records } = heard.answer
        if (!isVerdict(rcode)) return { is: 'failed', records: [], aliases, evidence }
        const end = followAliases(at, records, aliases)
        if (end === undefined) break
        const found = records.filter((record) => record.name === end && record.type === type)
        if (found.length > 0) return { is: 'found', records: found, aliases, evidence }
        if (end === at || rcode === 'NXDOMAIN') return { is: 'nothing', records: [], aliases, evidence }
        at = end
      }
      return { is: 'alias loop', records: [], aliases, evidence }
    },
  }
}

/** Lets so many run at once; the others wait their turn in order. */
function turns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = most
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free -= 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}

/** Where the aliases of an answer lead from a name, noting them; undefined when they turn in a circle or never end. */
function followAliases(from: string, records: readonly DnsRecord[], aliases: string[]): string | undefined {
  let at = from
  for (;;) {
    const alias = records.find((record) => record.type === 'CNAME' && record.name === at)
    if (alias === undefined) return at
    aliases.push(alias.data)
    if (alias.data === from || aliases.length > MOST_ALIASES) return undefined
    at = alias.data
  }
}

// What servers from before EDNS answer to it, and later ones to a version they do not know.
const bewildered = ['FORMERR', 'NOTIMP', 'RCODE_16']
const isBewildered = (heard: Exchange) => heard.is === 'answered' && bewildered.includes(heard.answer.rcode)

function evidenceOf(
  question: DnsQuestion,
  server: ServerAddress,
  heard: Exchange,
  when: { asked_at: string; took_ms: number },
): Evidence {
  const records = heard.is === 'answered' ? heard.answer.records : []
  const kept = records.slice(0, MOST_RECORDS_KEPT).map((record) => ({ ...record, data: shortened(record.data) }))
  return {
    question: { name: question.name, type: question.type },
    resolver: formatServerAddress(server),
    transport: heard.transport,
    outcome: heard.is,
    rcode: heard.is === 'answered' ? heard.answer.rcode : null,
    records: kept,
    omitted: records.length - kept.length,
    ...when,
  }
}

/** A record's text as it is kept and shown: whole, or its beginning. */
export const shortened = (text: string): string =>
  text.length <= LONGEST_DATA_KEPT ? text : `${text.slice(0, LONGEST_DATA_KEPT)}…`
