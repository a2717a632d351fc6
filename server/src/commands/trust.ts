// trust import FILE, trust list
import { readFile, stat } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { codeOf } from '../data-folder/data-folder.ts'
import { certificatesOfPem } from '../signatures/trust.ts'
import type { TrustedList } from '../signatures/trusted-list.ts'
import { lockTrustList, readTrustLists, replaceTrustList, trustListStates } from '../store/trust-lists.ts'
import { inTransaction } from '../store/transaction.ts'
import { pairs, UsageError } from './command.ts'
import type { Command, Context, Options, CommandResult } from './command.ts'

const MOST_BYTES = 20_000_000

export const trustImport: Command = {
  name: 'trust import',
  usage: 'FILE [--signer PEM]',
  means:
    'import an EU trusted list (XML) signed by the given certificate, by one in TRUST_ANCHORS_DIR, or by the signer of the previous list',
  options: { signer: { type: 'string' } },
  arguments: ['FILE'],

  async run({ options, positionals: [path = ''], context }) {
    const file = await bytesOf(path)
    if (typeof file === 'string') return failed(`the file ${file}`)
    const given = [...(await signersGiven(options)), ...(await context.trust.anchors()).certificates]
    const known = [...given, ...(await formerSigners(context))]
    if (known.length === 0) return failed('no signer is known yet: name its certificate with --signer')
    const answer = await context.signatures.readTrustedList(file, known)
    if (answer.is === 'timed out' || answer.is === 'busy') return failed('the file takes too long to read')
    if (answer.is === 'refused') {
      const { why, signer } = answer
      const by = signer === undefined ? '' : ` (${signer.name.replaceAll('\n', ', ')}; SHA-256 ${signer.sha256})`
      return failed(`the list was refused: ${why}${by}`)
    }
    return store(context, answer.list, file, given)
  },
}

export const trustList: Command = {
  name: 'trust list',
  usage: '',
  means: 'list the trusted lists imported so far',
  options: {},

  async run({ context }) {
    const lists = await trustListStates(context.database.kysely)
    const data = lists.map(({ territory, sequence, issued_at, next_update, issuers: services }) => ({
      territory,
      sequence,
      issued: issued_at.toISOString(),
      next_update: next_update?.toISOString() ?? null,
      services,
    }))
    const lines = data.map(
      ({ territory, sequence, issued, next_update, services: count }) =>
        `${territory}  ${String(sequence).padStart(5)}  ${issued}  ${next_update ?? 'closed'}  ${count} issuers`,
    )
    return { data, lines: lines.length === 0 ? ['no trusted list imported'] : lines }
  },
}

/** Stores a list that is newer than the country's previous one; importing the same list again changes nothing. */
async function store(
  context: Context,
  list: TrustedList,
  file: Uint8Array,
  given: readonly Uint8Array[],
): Promise<CommandResult> {
  const { territory, sequence, issuedAt, nextUpdate, services, unreadable } = list
  const sha256 = createHash('sha256').update(file).digest('hex')
  const kept = await inTransaction(context.database.kysely, async ({ db }) => {
    const last = await lockTrustList(db, territory)
    // The signer of one country's list is not trusted for another country.
    if (![...given, ...(last === undefined ? [] : [last.signer])].some((one) => isSame(one, list.signer))) {
      return 'stranger'
    }
    if (last !== undefined && sequence <= last.sequence) return last
    // Its signer is judged by the list's own date, which a former signer might choose.
    if (last !== undefined && new Date(issuedAt) < last.issued_at) return { earlierThan: last.issued_at }
    const row = {
      territory,
      sequence,
      issued_at: new Date(issuedAt),
      next_update: nextUpdate === undefined ? null : new Date(nextUpdate),
      sha256,
      signer: Buffer.from(list.signer),
      imported_at: context.clock.now(),
    }
    const rows = services.map((one) => ({ ...one, certificate: Buffer.from(one.certificate) }))
    await replaceTrustList(db, row, rows)
    return undefined
  })
  if (kept === 'stranger') return failed(`the list was refused: its signer is not known for ${territory}`)
  if (kept !== undefined && 'earlierThan' in kept) {
    return failed(
      `the list was refused: ${territory} is of ${kept.earlierThan.toISOString()} already, this one of ${issuedAt}`,
    )
  }
  if (kept !== undefined && kept.sha256 !== sha256) {
    return failed(`the list was refused: ${territory} stands at ${kept.sequence} already, this one is ${sequence}`)
  }
  const is = kept === undefined ? 'imported' : 'unchanged'
  const data = { is, territory, sequence, issued: issuedAt, next_update: nextUpdate ?? null }
  const counted = { ...data, issuers: services.length, unreadable }
  return { data: counted, lines: pairs(Object.entries(counted).map(([name, value]) => [name, String(value ?? '-')])) }
}

async function signersGiven({ signer }: Options): Promise<Uint8Array[]> {
  if (typeof signer !== 'string') return []
  const pem = await readFile(signer, 'latin1').catch((error: unknown) => {
    throw new UsageError(`--signer cannot be read: ${codeOf(error)}`)
  })
  const given = certificatesIn(pem)
  if (given.length === 0) throw new UsageError('--signer holds no PEM certificate')
  return given
}

function certificatesIn(pem: string): Uint8Array[] {
  try {
    return certificatesOfPem(pem)
  } catch {
    return []
  }
}

async function formerSigners({ database }: Context): Promise<Uint8Array[]> {
  const { lists } = await readTrustLists(database.kysely)
  return lists.map(({ signer }) => signer)
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}

async function bytesOf(path: string): Promise<Uint8Array | string> {
  try {
    if ((await stat(path)).size > MOST_BYTES) return 'is larger than 20 MB'
    return await readFile(path)
  } catch (error) {
    return `cannot be read: ${codeOf(error)}`
  }
}

const failed = (why: string): CommandResult => ({ data: { error: why }, lines: [why], failed: true })
