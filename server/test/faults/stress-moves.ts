// What customers and operators do in a stress run, one call at a time, by chance.
import { memberOf } from '../../src/testing/caller.ts'
import type { Caller, Reply } from '../../src/testing/caller.ts'
import { communication, domainOrder, pdfText, registration } from '../../src/testing/fixtures.ts'
import { pick } from './random.ts'
import type { Player, StressOutcome } from './stress-outcome.ts'

/** Whose turn it is, and how they call. */
export interface Turn {
  player: Player
  caller: Caller
  operator: Caller
  random: () => number
  outcome: StressOutcome
}

type Move = (turn: Turn) => Promise<Reply | undefined>

let named = 0
const freshName = () => `s${process.pid}n${(named += 1)}`

const withMailbox =
  (make: (id: string, turn: Turn) => Promise<Reply>): Move =>
  async (turn) => {
    const id = pick(turn.random, turn.player.mailboxes)
    return id === undefined ? undefined : make(id, turn)
  }
const withDomain =
  (make: (id: string, turn: Turn) => Promise<Reply>): Move =>
  async (turn) => {
    const domain = pick(turn.random, turn.player.domains)
    return domain === undefined ? undefined : make(domain.id, turn)
  }
const withRequest =
  (make: (id: string, turn: Turn) => Promise<Reply>): Move =>
  async (turn) => {
    const id = pick(turn.random, turn.player.requests)
    return id === undefined ? undefined : make(id, turn)
  }

/** Some keys come more than once, also at the same time. */
const keyed = ({ random, player }: Turn): Record<string, string> =>
  random() < 0.5 ? {} : { 'idempotency-key': `${player.accountId} ${Math.floor(random() * 400)}` }

const registerMailbox: Move = async (turn) => {
  const { player, caller, random, outcome } = turn
  const domain = random() < 0.3 ? pick(random, player.domains)?.dominio : undefined
  const word = pick(random, ['', '', '', 'errati', 'annullata', 'guasto', 'lenta']) ?? ''
  const body = registration({
    casella_pec: `${freshName()}${word}@${domain ?? 'testcert.legalmail.it'}`,
    tipo_casella: random() < 0.5 ? 'GOLD' : 'STANDARD',
    autorinnovo: random() < 0.5,
    callback: { url: player.callbackUrl },
  })
  const reply = await caller.post('/pec', body, keyed(turn))
  if (reply.error !== null) return reply
  const id = String(memberOf(reply.data, 'id'))
  player.mailboxes.push(id)
  if (!player.resets) outcome.acknowledged.push({ accountId: player.accountId, id })
  return reply
}

const orderDomain: Move = async ({ player, caller, random, outcome }) => {
  const again = random() < 0.3 ? pick(random, player.domains)?.dominio : undefined
  const dominio = again ?? `pec.${freshName()}.it`
  const fornitore = random() < 0.5 ? 'infocert' : 'namirial'
  const body = domainOrder({ dominio, fornitore, numero_pec: 2, callback: { url: player.callbackUrl } })
  const reply = await caller.post('/dominio', body)
  if (reply.error !== null) return reply
  const id = String(memberOf(reply.data, 'id'))
  player.domains.push({ id, dominio })
  if (!player.resets) outcome.acknowledged.push({ accountId: player.accountId, id })
  return reply
}

const requestAtRegister: Move = async ({ player, caller, outcome }) => {
  const reply = await caller.post('/comunica_pec', communication({ callback: { url: player.callbackUrl } }))
  if (reply.error !== null) return reply
  const id = String(memberOf(reply.data, 'id'))
  player.requests.push(id)
  if (!player.resets) outcome.acknowledged.push({ accountId: player.accountId, id })
  return reply
}

/** A renewal that was answered as made, and not as made before. */
function noteRenewal(reply: Reply, id: string, { player, outcome }: Turn): Reply {
  const isMade = reply.error === null && !reply.headers.has('idempotent-replayed')
  if (isMade && !player.resets) outcome.renewed.set(id, (outcome.renewed.get(id) ?? 0) + 1)
  return reply
}

const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'seconda', email_gestione_password: 'luca@example.com' }
const reset: Move = async ({ player, caller }) => {
  if (!player.resets) return undefined
  const reply = await caller.post('/v1/sandbox/reset')
  if (reply.error === null) for (const list of [player.mailboxes, player.domains, player.requests]) list.length = 0
  return reply
}

/** What customers and operators do, each as often as its weight. */
const moves: readonly (readonly [weight: number, make: Move])[] = [
  [14, registerMailbox],
  [4, orderDomain],
  [4, requestAtRegister],
  [14, withMailbox(async (id, { caller }) => caller.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() }))],
  [
    12,
    withMailbox(async (id, turn) => noteRenewal(await turn.caller.get(`/pec/${id}/rinnovo`, keyed(turn)), id, turn)),
  ],
  [5, withMailbox((id, turn) => turn.caller.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' }, keyed(turn)))],
  [3, withMailbox(async (id, { caller }) => caller.patch(`/pec/${id}/conservazione`, { documenti: await pdfText() }))],
  [4, withMailbox((id, turn) => turn.caller.post(`/pec/${id}/multiutenza`, user, keyed(turn)))],
  [2, withMailbox((id, { caller }) => caller.patch(`/pec/${id}/trasformazione`, { tipo_casella: 'GOLD' }))],
  [4, withMailbox((id, { caller }) => caller.delete(`/pec/${id}`))],
  [5, withMailbox((id, { caller }) => caller.get(`/pec/${id}`))],
  [2, ({ caller }) => caller.get('/pec?limit=20')],
  [5, withDomain(async (id, turn) => noteRenewal(await turn.caller.get(`/dominio/${id}/rinnovo`), id, turn))],
  [4, withDomain((id, { caller }) => caller.delete(`/dominio/${id}`))],
  [3, withDomain((id, { caller }) => caller.post(`/v1/dominio/${id}/checks`))],
  [5, withRequest(async (id, { caller }) => caller.patch(`/comunica_pec/${id}`, { documenti: await pdfText() }))],
  [
    2,
    withRequest((id, { caller }) =>
      caller.get(`/comunica_pec/${id}/procura_registro_imprese`).then(() => caller.get(`/comunica_pec/${id}`)),
    ),
  ],
  [
    4,
    withMailbox((id, { operator, random }) =>
      operator.post(`/v1/operator/mailboxes/${id}/decision`, pick(random, decisions) ?? {}),
    ),
  ],
  [
    2,
    withDomain((id, { operator }) => operator.post(`/v1/operator/domains/${id}/decision`, { decision: 'CERTIFIED' })),
  ],
  [
    3,
    ({ operator, player }) =>
      operator.post(`/v1/operator/accounts/${player.accountId}/credit`, { amount: '100.00', reason: 'stress' }),
  ],
  [1, reset],
]
const decisions = [
  { decision: 'ACTIVATED' },
  { decision: 'SENT_BACK', reason: 'x' },
  { decision: 'CALLED_OFF', reason: 'x' },
]
const allWeights = moves.reduce((sum, [weight]) => sum + weight, 0)

/** One call by chance; undefined where there is nothing to make it about. */
export function move(turn: Turn): Promise<Reply | undefined> {
  let left = turn.random() * allWeights
  for (const [weight, make] of moves) if ((left -= weight) < 0) return make(turn)
  return Promise.resolve(undefined)
}
