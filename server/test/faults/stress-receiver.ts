// Where the callbacks of a stress run go: a receiver that is slow, fails and hangs up in spells, and knows what it took.
import { createServer } from 'node:http'
import { onLoopback } from '../../src/testing/loopback.ts'
import { pick, randomFrom } from './random.ts'

export interface StressReceiver extends AsyncDisposable {
  url: string
  /** Ids of the messages it answered with a yes. */
  taken: ReadonlySet<string>
  /** Answers as it should from now on. */
  behave(): void
}

const MOOD_LASTS_MS = 700
const SLOW_MS = 1_500
const moods = ['well', 'well', 'well', 'slow', 'failing', 'hanging up'] as const

/** Starts it on a free loopback port; its moods follow from the seed. */
export async function startStressReceiver(seed: number): Promise<StressReceiver> {
  const random = randomFrom(seed)
  const taken = new Set<string>()
  let mood: (typeof moods)[number] = 'well'
  const changing = setInterval(() => (mood = pick(random, moods) ?? 'well'), MOOD_LASTS_MS).unref()
  const server = createServer((request, response) => {
    const now = mood
    request.resume()
    request.on('end', () => {
      const take = () => {
        taken.add(String(request.headers['webhook-id']))
        response.end('ok')
      }
      if (now === 'well') take()
      else if (now === 'slow') setTimeout(take, SLOW_MS).unref()
      else if (now === 'failing') response.writeHead(500).end()
      else response.destroy()
    })
  })
  const { url, close } = await onLoopback(server)
  return {
    url: `${url}/callback`,
    taken,
    behave() {
      clearInterval(changing)
      mood = 'well'
    },
    async [Symbol.asyncDispose]() {
      clearInterval(changing)
      await close()
    },
  }
}
