// A document store that fails as a file tells it to, so that a test can make the stores of several processes fail at once.
import { readFile } from 'node:fs/promises'
import type { ObjectStore } from '../documents/object-store.ts'

/**
 * `full`: no room. `second`: every second document cannot be stored. `unanswered`: stored, and nobody hears of it. `slow`:
 * later than anybody waits.
 */
export const storeFaults = ['full', 'second', 'unanswered', 'slow'] as const
export type StoreFault = (typeof storeFaults)[number]

/** The file's usual name, in DATA_DIR. */
export const STORE_FAULT = 'store-fault'
const LATER_MS = 6_000

/** `store`, failing as the text in `file` says; as it is where there is no such file. */
export function faultyStore(store: ObjectStore, file: string): ObjectStore {
  let puts = 0
  const failures: Record<StoreFault, (put: () => Promise<void>) => Promise<void>> = {
    full: () => Promise.reject(noRoom()),
    second: (put) => ((puts += 1) % 2 === 0 ? Promise.reject(noRoom()) : put()),
    unanswered: (put) => put().then(() => Promise.reject(new Error('the connection was reset'))),
    slow: (put) => new Promise((resolve, reject) => setTimeout(() => put().then(resolve, reject), LATER_MS)),
  }
  return {
    ...store,
    async put(key, bytes) {
      const told = await readFile(file, 'utf8').catch(() => '')
      const fault = storeFaults.find((one) => one === told)
      const put = () => store.put(key, bytes)
      return fault === undefined ? put() : failures[fault](put)
    },
  }
}

const noRoom = () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
