// The small part of a browser that the console's page needs, to run the page as the server serves it.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { vi } from 'vitest'
import type { World } from './world.ts'

/** An element of the page: its children and its listeners. */
export class PageElement {
  hidden = false
  disabled = false
  value = ''
  children: (PageElement | string)[] = []
  readonly #listeners: [string, (event: object) => void][] = []

  append(...children: (PageElement | string)[]): void {
    this.children.push(...children)
  }
  replaceChildren(...children: (PageElement | string)[]): void {
    this.children = children
  }
  addEventListener(type: string, listener: (event: object) => void): void {
    this.#listeners.push([type, listener])
  }
  fire(type: string): void {
    for (const [one, listener] of this.#listeners) if (one === type) listener({ preventDefault: () => undefined })
  }
  setAttribute(): void {}
  focus(): void {}

  get text(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.text)).join(' ')
  }
}

export interface Page extends AsyncDisposable {
  part(id: string): PageElement
}

/** A script and every module it imports, by path, requested as a browser would. */
export async function modulesOf(world: World, script: string, found = new Map<string, string>()) {
  if (found.has(script)) return found
  const { status, headers, text } = await world.stranger().get(script)
  const type = headers.get('content-type') ?? ''
  if (status !== 200 || !/^(text|application)\/javascript/.test(type))
    throw new Error(`${script} is not a module: ${status} ${type}`)
  found.set(script, text)
  for (const [, name = ''] of text.matchAll(/ from ["'](\.[^"']+)["']/g))
    await modulesOf(world, new URL(name, `http://page${script}`).pathname, found)
  return found
}

/** Opens the console of a server. One at a time, because its globals are those of the test. */
export async function openConsole(world: World): Promise<Page> {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-page-'))
  for (const [path, text] of await modulesOf(world, '/console/app.js')) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    // Source maps are not served.
    await writeFile(join(folder, path), text.replace(/^\/\/# sourceMappingURL=.*$/m, ''))
  }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  const parts = new Map<string, PageElement>()
  const part = (id: string) => parts.get(id) ?? parts.set(id, new PageElement()).get(id)
  const kept = new Map<string, string>()
  const network = fetch
  vi.stubGlobal('document', { getElementById: part, createElement: () => new PageElement() })
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  })
  vi.stubGlobal('fetch', (path: string, request: RequestInit) => network(new URL(path, world.baseUrl), request))
  await import(pathToFileURL(join(folder, 'console/app.js')).href)
  return {
    part: (id) => part(id) ?? new PageElement(),
    async [Symbol.asyncDispose]() {
      vi.unstubAllGlobals()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
