// What the pages do beyond being read: search, copying of code, contents that open by themselves where there is room.
import type { Found } from './search.ts'

const query = document.querySelector<HTMLInputElement>('#query')
const list = document.querySelector<HTMLUListElement>('#found')
const told = document.querySelector('#told')
const place = document.querySelector<HTMLElement>('search')
const language = document.documentElement.lang

const wide = matchMedia('(min-width: 60rem)')
const contents = document.querySelector<HTMLDetailsElement>('#contents')
const openWhereWide = () => {
  if (contents !== null) contents.open = wide.matches
}
openWhereWide()
wide.addEventListener('change', openWhereWide)
document.querySelector('#contents [aria-current]')?.scrollIntoView({ block: 'nearest' })

// What scrolls sideways can be reached by keyboard.
for (const box of document.querySelectorAll<HTMLElement>('.table, pre, .diagram'))
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0

for (const code of document.querySelectorAll<HTMLElement>('pre > code')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  button.textContent = language === 'it' ? 'Copia' : 'Copy'
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(code.textContent).then(() => {
      button.textContent = language === 'it' ? 'Copiato' : 'Copied'
    })
  })
  code.parentElement?.append(button)
}

document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select')
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  query?.focus()
})

let latest = 0
let chosen = -1

query?.addEventListener('focus', () => void import('./search.ts'))
query?.addEventListener('input', () => void show())
query?.addEventListener('keydown', (event) => {
  const links = [...(list?.querySelectorAll('a') ?? [])]
  if (event.key === 'Escape') close()
  else if (event.key === 'ArrowDown') choose(links, Math.min(chosen + 1, links.length - 1))
  else if (event.key === 'ArrowUp') choose(links, Math.max(chosen - 1, 0))
  else if (event.key === 'Enter') links[Math.max(chosen, 0)]?.click()
  else return
  event.preventDefault()
})
document.addEventListener('click', (event) => {
  if (event.target instanceof Node && place?.contains(event.target) === false) close()
})

async function show(): Promise<void> {
  const turn = (latest += 1)
  const words = query?.value.trim() ?? ''
  if (words.length < 2) return close()
  const { find } = await import('./search.ts')
  const found = await find(words, language)
  // Somebody typed on meanwhile.
  if (turn !== latest || list === null) return
  chosen = -1
  list.replaceChildren(...found.map((one, at) => itemOf(one, at)))
  list.hidden = found.length === 0
  query?.setAttribute('aria-expanded', String(found.length > 0))
  const { none = '', found: some = '' } = place?.dataset ?? {}
  if (told !== null) told.textContent = found.length === 0 ? none : some.replace('{n}', String(found.length))
  place?.classList.toggle('none', found.length === 0)
}

function itemOf({ address, title, page, language: of, begins }: Found, at: number): HTMLLIElement {
  const item = document.createElement('li')
  item.id = `found-${at}`
  item.role = 'option'
  const link = document.createElement('a')
  link.href = address
  link.tabIndex = -1
  link.lang = of
  link.append(part('strong', title), ...(page === title ? [] : [part('em', page)]), part('span', begins))
  link.addEventListener('click', close)
  item.append(link)
  return item
}

function part(name: string, text: string): HTMLElement {
  const element = document.createElement(name)
  element.textContent = text
  return element
}

function choose(links: readonly HTMLElement[], at: number): void {
  chosen = at
  for (const [n, link] of links.entries()) link.parentElement?.setAttribute('aria-selected', String(n === at))
  const item = links[at]?.parentElement
  item?.scrollIntoView({ block: 'nearest' })
  if (item != null) query?.setAttribute('aria-activedescendant', item.id)
}

function close(): void {
  latest += 1
  chosen = -1
  if (list !== null) list.hidden = true
  place?.classList.remove('none')
  query?.setAttribute('aria-expanded', 'false')
  query?.removeAttribute('aria-activedescendant')
}
