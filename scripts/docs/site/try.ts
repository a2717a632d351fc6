// Makes a call from its page. Token and key stand in their fields alone: in no storage, no address and no cookie.

for (const form of document.querySelectorAll<HTMLFormElement>('.try form')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send(form)
  })
}

const textOf = (form: HTMLFormElement, name: string) =>
  form.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[data-name="${name}"]`)?.value ?? ''

async function send(form: HTMLFormElement): Promise<void> {
  const place = form.querySelector<HTMLElement>('.answer')
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]')
  if (place === null || button === null) return
  button.disabled = true
  place.replaceChildren()
  try {
    place.replaceChildren(...(await shown(await requested(form))))
  } catch {
    place.replaceChildren(element('p', 'No answer came.'))
  } finally {
    button.disabled = false
  }
}

function requested(form: HTMLFormElement): Promise<Response> {
  const { method = 'GET', path = '/', body: contentType = '' } = form.dataset
  const headers = new Headers(authorizationOf(form))
  const address = new URL(path, location.origin)
  for (const input of form.querySelectorAll<HTMLInputElement>('[data-in]')) {
    const { in: place, name = '' } = input.dataset
    if (place === 'path')
      address.pathname = decodeURI(address.pathname).replace(`{${name}}`, encodeURIComponent(input.value))
    else if (input.value !== '' && place === 'query') address.searchParams.set(name, input.value)
    else if (input.value !== '' && place === 'header') headers.set(name, input.value)
  }
  if (contentType !== '') headers.set('content-type', contentType)
  const file = form.querySelector<HTMLInputElement>('[data-name="file"]')?.files?.[0]
  const body = contentType === '' ? null : (file ?? textOf(form, 'body'))
  return fetch(address, { method, headers, body, credentials: 'omit', redirect: 'error', cache: 'no-store' })
}

function authorizationOf(form: HTMLFormElement): Record<string, string> {
  const { auth } = form.dataset
  if (auth === 'bearer') return { authorization: `Bearer ${textOf(form, 'token').trim()}` }
  if (auth !== 'basic') return {}
  const pair = new TextEncoder().encode(`${textOf(form, 'email').trim()}:${textOf(form, 'key').trim()}`)
  return { authorization: `Basic ${btoa(String.fromCharCode(...pair))}` }
}

async function shown(answer: Response): Promise<HTMLElement[]> {
  const type = answer.headers.get('content-type') ?? ''
  const head = element(
    'p',
    `${answer.status} ${answer.statusText} · X-Request-Id ${answer.headers.get('x-request-id') ?? ''}`,
  )
  if (type.startsWith('application/json')) {
    const text = await answer.text()
    return [head, ...remedy(text), element('pre', JSON.stringify(JSON.parse(text), null, 2))]
  }
  if (type.startsWith('text/')) return [head, element('pre', await answer.text())]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = type === 'application/pdf' ? 'modulo.pdf' : 'answer'
  link.textContent = `Save the answer (${type})`
  return [head, link]
}

/** What the page says about a refusal, repeated beside it. */
function remedy(text: string): HTMLElement[] {
  const { error }: { error: unknown } = JSON.parse(text)
  if (typeof error !== 'number') return []
  const links = document.querySelectorAll<HTMLAnchorElement>('article td:first-child a')
  const link = [...links].find((one) => one.textContent === String(error))
  const words = link?.closest('tr')?.querySelector('td:last-child')?.textContent
  return words == null ? [] : [element('p', words)]
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
