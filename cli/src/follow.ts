// events tail, events replay and logs tail: what happens, line by line.
import { eachItem, valueOf } from '@ceralacca/client'
import type { AccountEvent, LoggedRequest, Operations } from '@ceralacca/client'
import { setTimeout as pause } from 'node:timers/promises'
import { number, option } from './fields.ts'
import type { OwnCommand, Tools } from './own-command.ts'

const ASKED_EVERY_MS = 1_000
const PAGE = 1000

export const eventsTail: OwnCommand = {
  words: 'events tail',
  follows: true,
  means: 'follow what happens in the account, from now or from an event on, until Ctrl-C',
  fields: { after: option(number) },

  async run({ api, given, say, stopped }) {
    let last = given.options.after === undefined ? await newestEvent(api) : Number(given.options.after)
    while (!stopped.aborted) {
      const { items } = valueOf(await api.listEvents({ after: last, limit: PAGE }))
      for (const event of items) say(eventLine(event), event)
      last = items.at(-1)?.number ?? last
      if (items.length < PAGE) await rest(stopped)
    }
  },
}

export const eventsReplay: OwnCommand = {
  words: 'events replay',
  means: 'print what happened, oldest first, from an event on',
  fields: { after: option(number) },

  async run({ api, given, say }) {
    for (let last = Number(given.options.after ?? 0); ;) {
      const { items } = valueOf(await api.listEvents({ after: last, limit: PAGE }))
      for (const event of items) say(eventLine(event), event)
      if (items.length < PAGE) return
      last = items.at(-1)?.number ?? last
    }
  },
}

export const logsTail: OwnCommand = {
  words: 'logs tail',
  follows: true,
  means: "follow the account's requests until Ctrl-C; other commands' own are among them",
  fields: {},

  async run(tools) {
    const { api, say, stopped } = tools
    // Its own questions would answer themselves.
    const isOwn = ({ path }: LoggedRequest) => path.startsWith('/v1/requests')
    let seen = new Set((await newRequests(tools, new Set())).map(({ id }) => id))
    while (!stopped.aborted) {
      const requests = await newRequests({ api }, seen)
      for (const request of requests.reverse()) if (!isOwn(request)) say(requestLine(request), request)
      // A page is as far back as anything can be new.
      seen = new Set([...requests.map(({ id }) => id), ...seen].slice(0, 2 * PAGE))
      await rest(stopped)
    }
  },
}

/** The newest requests, down to the first that was seen; the first time, a page. */
async function newRequests({ api }: Pick<Tools, 'api'>, seen: ReadonlySet<string>): Promise<LoggedRequest[]> {
  const found: LoggedRequest[] = []
  for await (const request of eachItem((input: { limit: number; cursor?: string }) => api.listRequests(input), {
    limit: 100,
  })) {
    if (seen.has(request.id) || found.length >= PAGE) return found
    found.push(request)
    if (seen.size === 0 && found.length >= 100) return found
  }
  return found
}

async function newestEvent(api: Operations): Promise<number> {
  return valueOf(await api.listEvents({ limit: 1 })).items[0]?.number ?? 0
}

const rest = (stopped: AbortSignal) => pause(ASKED_EVERY_MS, undefined, { signal: stopped }).catch(() => undefined)

function eventLine({ number: nth, at, kind, subject, detail }: AccountEvent): string {
  const { from, to, amount } = detail
  const what = to === undefined ? amount : `${String(from ?? '')} -> ${String(to)}`
  return [String(nth).padStart(6), at, kind, subject ?? '', what ?? ''].join('  ').trimEnd()
}

function requestLine({ at, status, method, path, ms, error, message }: LoggedRequest): string {
  const refused = error === null ? '' : `${error} ${message ?? ''}`
  return [at, status, method.padEnd(6), path, `${Math.round(ms)} ms`, refused].join('  ').trimEnd()
}
