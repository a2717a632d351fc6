// The page: sign in with a token, see the mailboxes, download activation forms. It only calls the public API.
import { states, texts, waits } from './texts.js'

const PAGE_SIZE = 50
const NO_MAILBOX = 200
const tokenKey = 'ceralacca-token'
const part = (id) => document.getElementById(id)
let shown = 0

part('sign-in').addEventListener('submit', (event) => {
  event.preventDefault()
  sessionStorage.setItem(tokenKey, part('token').value.trim())
  part('token').value = ''
  open()
})
part('sign-out').addEventListener('click', () => signOut())
part('more').addEventListener('click', () => showPage())
if (sessionStorage.getItem(tokenKey)) open()

function open() {
  part('sign-in').hidden = true
  part('mailboxes').hidden = false
  part('sign-out').hidden = false
  part('rows').replaceChildren()
  shown = 0
  showPage()
}

function signOut(text) {
  sessionStorage.removeItem(tokenKey)
  part('sign-in').hidden = false
  part('mailboxes').hidden = true
  part('sign-out').hidden = true
  part('rows').replaceChildren()
  say(text)
  part('token').focus()
}

async function showPage() {
  say(texts.loading)
  const answer = await call(`/pec?skip=${shown}&limit=${PAGE_SIZE}`)
  if (answer === undefined) return
  const { status, envelope } = answer
  part('more').hidden = true
  if (envelope.error === NO_MAILBOX) return say(texts.none)
  if (!envelope.success) return sayRefused(status, envelope)
  shown += envelope.data.length
  part('rows').append(...envelope.data.map(rowOf))
  part('more').hidden = envelope.data.length < PAGE_SIZE
  say()
}

function rowOf(mailbox) {
  const state = states[mailbox.stato] ?? { it: mailbox.stato, en: mailbox.stato, waitsFor: 'nobody' }
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, ...breakable(mailbox.casella_pec), element('small', {}, mailbox.tipo_casella)),
    element('td', { className: `state ${state.waitsFor}` }, ...both(state)),
    element('td', {}, ...both(waits[state.waitsFor])),
    element('td', {}, ...(mailbox.data_scadenza === '' ? both(texts.noExpiry) : [mailbox.data_scadenza])),
    element('td', {}, formButton(mailbox, state)),
  )
}

function formButton(mailbox, { waitsFor }) {
  const button = element('button', { type: 'button' }, ...both(texts.download))
  button.setAttribute('aria-label', `${texts.download.it}: ${mailbox.casella_pec}`)
  if (waitsFor !== 'customer') {
    button.disabled = true
    button.title = `${texts.noForm.it} / ${texts.noForm.en}`
  }
  button.addEventListener('click', () => download(mailbox, button))
  return button
}

async function download(mailbox, button) {
  button.disabled = true
  const answer = await call(`/pec/${mailbox.id}/modulo_attivazione`)
  button.disabled = false
  if (answer === undefined) return
  if (answer.file === undefined) return sayRefused(answer.status, answer.envelope)
  const address = URL.createObjectURL(answer.file)
  element('a', { href: address, download: `modulo-${mailbox.casella_pec}.pdf` }).click()
  URL.revokeObjectURL(address)
}

/** An answer, or undefined once the page has said why there is none. */
async function call(path) {
  try {
    const token = sessionStorage.getItem(tokenKey) ?? ''
    const response = await fetch(path, { headers: { authorization: `Bearer ${token}` } })
    const { status } = response
    if (status === 401) return void signOut(texts.noToken)
    if (response.headers.get('content-type') === 'application/pdf') return { status, file: await response.blob() }
    return { status, envelope: await response.json() }
  } catch {
    say(texts.noAnswer)
    return undefined
  }
}

function sayRefused(status, { message, error }) {
  say({ it: `${texts.refused.it} (${error ?? status}): ${message ?? ''}`, en: texts.refused.en })
}

function say(text) {
  part('notice').replaceChildren(...(text === undefined ? [] : both(text)))
}

/** An address that may break before its @, not in the middle of a word. */
function breakable(address) {
  const at = address.lastIndexOf('@')
  return [address.slice(0, at), element('wbr', {}), address.slice(at)]
}

const both = ({ it, en }) => [element('span', {}, it), element('small', { lang: 'en' }, en)]

function element(tag, members, ...children) {
  const made = Object.assign(document.createElement(tag), members)
  made.append(...children)
  return made
}
