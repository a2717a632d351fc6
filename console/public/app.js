// The page: sign in with a token, see the mailboxes, download activation forms. It only calls the public API, by its client.
import { can, ceralacca } from './client/index.js'
import { states, texts, waits } from './texts.js'

const PAGE_SIZE = 50
const NO_MAILBOX = 200
const NOBODY = 401
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
  const answer = await answered((client) => client.listMailboxes({ skip: shown, limit: PAGE_SIZE }))
  if (answer === undefined) return
  part('more').hidden = true
  if (answer.number === NO_MAILBOX) return say(texts.none)
  if (!answer.ok) return sayRefused(answer)
  shown += answer.data.length
  part('rows').append(...answer.data.map(rowOf))
  part('more').hidden = answer.data.length < PAGE_SIZE
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
    element('td', {}, formButton(mailbox)),
  )
}

function formButton(mailbox) {
  const button = element('button', { type: 'button' }, ...both(texts.download))
  button.setAttribute('aria-label', `${texts.download.it}: ${mailbox.casella_pec}`)
  if (!can.submitDocuments(mailbox)) {
    button.disabled = true
    button.title = `${texts.noForm.it} / ${texts.noForm.en}`
  }
  button.addEventListener('click', () => download(mailbox, button))
  return button
}

async function download(mailbox, button) {
  button.disabled = true
  const answer = await answered((client) => client.downloadActivationForm({ id: mailbox.id }))
  button.disabled = false
  if (answer === undefined) return
  if (!answer.ok) return sayRefused(answer)
  const address = URL.createObjectURL(new Blob([answer.data], { type: 'application/pdf' }))
  element('a', { href: address, download: `modulo-${mailbox.casella_pec}.pdf` }).click()
  URL.revokeObjectURL(address)
}

/** The answer to a call, or undefined once the page has said why there is none. */
async function answered(call) {
  try {
    const answer = await call(ceralacca({ baseUrl: '', token: sessionStorage.getItem(tokenKey) ?? '' }))
    return answer.status === NOBODY ? void signOut(texts.noToken) : answer
  } catch {
    say(texts.noAnswer)
    return undefined
  }
}

function sayRefused({ message, number }) {
  say({ it: `${texts.refused.it} (${number}): ${message}`, en: texts.refused.en })
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
