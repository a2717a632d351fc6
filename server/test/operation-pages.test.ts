// The pages of docs/operations: every operation of the contract is shown once, runs as shown, and answers as shown.
// UPDATE_EXAMPLES=1 writes what was answered into the pages.
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contractRoutes } from '../src/api/routes.ts'
import { startServer } from '../src/testing/world.ts'
import { answersOf, blocksOf, runBlocks, shapeOf, shownAgain, typeFaults } from './operation-pages.ts'
import type { Language } from './operation-pages.ts'

const pages = ['pec', 'dominio', 'comunica_pec'] as const
const pathOf = (page: string) => new URL(`../../docs/operations/${page}.md`, import.meta.url)
const textOf = (page: string) => readFileSync(pathOf(page), 'utf8')

describe('the pages of the operations', () => {
  const world = startServer()

  it('show every operation of the contract once, in both languages', () => {
    const shown = pages.flatMap((page) => textOf(page).split(/^## /m).slice(1))
    expect(shown.map((section) => section.split('\n')[0]).sort()).toEqual(contractRoutes.map(({ name }) => name).sort())
    for (const section of shown) {
      const [name = ''] = section.split('\n')
      expect(section).toContain(`api.${name}(`)
      for (const block of ['```sh runnable', '```ts runnable', ' answer\n'])
        expect([name, section]).toContainEqual(expect.stringContaining(block))
    }
  })

  it('have the types of the client', () => {
    expect(typeFaults(Object.fromEntries(pages.map((page) => [page, blocksOf(textOf(page))])))).toEqual([])
  }, 120_000)

  it.each(pages)(
    '%s runs as shown, by curl and by the client',
    async (page) => {
      const blocks = blocksOf(textOf(page))
      const answers = answersOf(blocks)
      const [bySh, byTs] = [await printed(page, 'sh'), await printed(page, 'ts')]
      if (process.env.UPDATE_EXAMPLES !== undefined) update(page, bySh)
      for (const { shown, printedBy } of answers) {
        const [curl = '', client = ''] = [bySh[printedBy.sh], byTs[printedBy.ts]]
        if (!shown.startsWith('{')) expect([curl, client]).toEqual([shown, shown])
        else {
          const wanted: unknown = JSON.parse(shown)
          expect(shapeOf(JSON.parse(curl), wanted)).toEqual(shapeOf(wanted))
          const { data } = Object(wanted)
          expect(shapeOf(JSON.parse(client), data)).toEqual(shapeOf(data))
        }
      }
    },
    120_000,
  )

  /** What each block printed, in a sandbox in which nothing happened before. */
  async function printed(page: string, language: Language): Promise<string[]> {
    const customer = await world.customer()
    const environment = { BASE_URL: world.baseUrl, TOKEN: customer.token }
    const said = await runBlocks(blocksOf(textOf(page)), language, environment)
    expect((await customer.post('/v1/sandbox/reset', {})).error).toBeNull()
    return said
  }
})

/** Writes new answers in place of those shown. */
function update(page: string, printed: readonly string[]): void {
  const answers = answersOf(blocksOf(textOf(page)))
  let at = -1
  const updated = textOf(page).replaceAll(/^```json answer\n([\s\S]*?)^```$/gm, (_, shown: string) => {
    at = answers.findIndex((one, index) => index > at && one.shown === shown.trim())
    const value: unknown = JSON.parse(printed[answers[at]?.printedBy.sh ?? -1] ?? 'null')
    return `\`\`\`json answer\n${JSON.stringify(shownAgain(value, JSON.parse(shown)), null, 2)}\n\`\`\``
  })
  writeFileSync(pathOf(page), updated)
}
