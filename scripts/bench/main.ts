// npm run bench [-- section…]: runs the benchmarks, each section on its own server, and writes the results to docs/bench.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { benchBackground } from './background.ts'
import { benchClock } from './clock.ts'
import { benchDeadProvider } from './dead-provider.ts'
import { benchIntegrators } from './integrators.ts'
import { benchMail } from './mail.ts'
import { benchManyMailboxes } from './many-mailboxes.ts'
import { benchOperations } from './operations.ts'
import { benchRenewalDay } from './renewal-day.ts'
import { benchScale } from './scale.ts'
import { benchStart } from './start.ts'
import { pinned } from './fixture.ts'

const file = 'docs/bench.md'

interface Section {
  title: string
  /** Not run without arguments, because it takes more than a minute or two. */
  long?: true
  run: (argument: string | undefined) => Promise<string>
}

const sections: Record<string, Section> = {
  operations: { title: 'Operations', run: benchOperations },
  'many-mailboxes': { title: 'Many mailboxes', run: benchManyMailboxes },
  scale: { title: 'A thousand, a hundred thousand, a million', long: true, run: benchScale },
  start: { title: 'Start and memory', run: benchStart },
  background: { title: 'Background', run: benchBackground },
  'dead-provider': { title: 'Beside a dead provider', long: true, run: benchDeadProvider },
  mail: { title: 'Certified mail', long: true, run: benchMail },
  'renewal-day': { title: 'Renewal day', long: true, run: benchRenewalDay },
  integrators: { title: 'Feed, log, refusals and files', long: true, run: benchIntegrators },
  clock: { title: 'A year by the clock of the sandbox', long: true, run: benchClock },
}

const wanted = process.argv.slice(2).map((argument) => argument.split('='))
for (const [name = ''] of wanted) if (!Object.hasOwn(sections, name)) throw new Error(`no such section: ${name}`)

for (const [name, section] of Object.entries(sections)) {
  const asked = wanted.find(([one]) => one === name)
  if (asked === undefined && (wanted.length > 0 || section.long === true)) continue
  const text = await section.run(asked?.[1])
  process.stdout.write(`${text}\n\n`)
  const bodies = { ...readBodies(), [section.title]: text }
  writeFileSync(file, page(bodies))
}

/** The sections of the page as they are now, by title. */
function readBodies(): Record<string, string> {
  const [, ...parts] = readFileSync(file, 'utf8').split(/^## /m)
  return Object.fromEntries(
    parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim()]),
  )
}

function page(bodies: Record<string, string>): string {
  const written = Object.entries(sections).flatMap(([name, { title }]) => {
    const body = bodies[title]
    return body === undefined ? [] : [`## ${title}`, '', `Made by \`npm run bench -- ${name}\`.`, '', strip(body), '']
  })
  return [
    '# Bench',
    '',
    'The ratios matter, not the absolute numbers: the machine has two cores and had other work to do.',
    ...(pinned ? [] : ['Not pinned to cores: no taskset here.']),
    '',
    ...written,
  ].join('\n')
}

/** Removes the line that says how the section was made. */
function strip(body: string): string {
  return body.replace(/^Made by .*\n+/, '')
}
