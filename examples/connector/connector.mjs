// A connector to start from: Node 20 and nothing else. It invents what a partner would do, and keeps what it was asked in a
// file. Put the calls of the partner's API where `partner` is. The protocol: docs/connectors.md.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'

const { CONNECTOR_SECRET = '', HOST = '127.0.0.1', PORT = '9090', JOURNAL = 'connector.jsonl' } = process.env
const key = Buffer.from(CONNECTOR_SECRET.replace(/^whsec_/, ''), 'base64')
if (key.length < 24) throw new Error('CONNECTOR_SECRET must be whsec_ and the base64 of 24 bytes or more')

// What the partner does, by operation: each returns the value of the answer.
const partner = {
  'mailboxes.checkAddress': () => ({ available: true }),
  'mailboxes.register': ({ reference }) => ({
    provider_ref: `order-${reference}`,
    cod_attivazione: String(Number.parseInt(reference.slice(-8), 16) % 1e8).padStart(8, '0'),
  }),
  'mailboxes.submitDocuments': () => ({ ask_again_after_seconds: 5 }),
  'mailboxes.status': ({ mailbox }) =>
    mailbox.submissions > 0 ? { state: 'activated' } : { is: 'pending', ask_again_after_seconds: 3600 },
  'mailboxes.revoke': () => ({}),
  'mailboxes.renew': () => ({}),
  'mailboxes.resize': ({ spaces }) => ({ spaces }),
}

// What was asked under each reference and answered, also before a restart. The line is written before the partner is asked,
// without its answer: after a crash in between nobody may ask again before somebody has looked at the partner.
const file = openSync(JOURNAL, 'a+')
const lines = readFileSync(JOURNAL, 'utf8').split('\n').filter(Boolean)
const journal = new Map(lines.map((line) => JSON.parse(line)))
const note = (reference, answer) => {
  writeSync(file, `${JSON.stringify([reference, answer])}\n`)
  fdatasyncSync(file)
  journal.set(reference, answer)
  return answer
}

const never = { is: 'refused', reasons: ['it was not done'] }
const pending = { is: 'pending', ask_again_after_seconds: 60 }

function answerTo(request) {
  const { operation, reference } = request
  if (operation === 'manifest') return { protocol: 1, name: 'Example', capabilities: Object.keys(partner) }
  // What was never asked is never done from now on.
  if (operation === 'outcome') return journal.get(reference) ?? note(reference, never)
  if (!Object.hasOwn(partner, operation)) return undefined
  if (reference === undefined) return done(partner[operation](request))
  if (journal.has(reference)) return journal.get(reference)
  note(reference, pending)
  return note(reference, done(partner[operation](request)))
}

const done = (value) => (value.is === 'pending' ? value : { is: 'done', value })

const signatureOf = (id, at, body) =>
  `v1,${createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest('base64')}`

/** Whether a request is signed by the secret, about now. */
function isSigned({ 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures = '' }, body) {
  const expected = Buffer.from(signatureOf(id, at, body))
  const isRight = (given) => given.length === expected.length && timingSafeEqual(given, expected)
  return (
    signatures.split(' ').some((one) => isRight(Buffer.from(one))) && Math.abs(Date.now() / 1000 - Number(at)) <= 300
  )
}

function answer(request, body) {
  if (!isSigned(request.headers, body)) return { status: 401 }
  const asked = JSON.parse(body)
  if (asked.protocol !== 1 || request.url !== `/v1/${asked.operation}`) return { status: 400 }
  const answered = answerTo(asked)
  return answered === undefined ? { status: 404 } : { status: 200, text: JSON.stringify(answered) }
}

const LARGEST_BYTES = 64 * 1024 ** 2
const server = createServer(async (request, response) => {
  const parts = []
  let size = 0
  for await (const part of request) if ((size += part.length) <= LARGEST_BYTES) parts.push(part)
  try {
    const { status, text = '' } = size > LARGEST_BYTES ? { status: 413 } : answer(request, Buffer.concat(parts))
    const [id, at] = [`${request.headers['webhook-id']}-answer`, String(Math.floor(Date.now() / 1000))]
    const signed = { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatureOf(id, at, text) }
    response.writeHead(status, status === 200 ? { 'content-type': 'application/json', ...signed } : {}).end(text)
  } catch {
    response.writeHead(500).end()
  }
})
server.listen(Number(PORT), HOST, () => console.log(`connector on http://${HOST}:${server.address().port}`))
