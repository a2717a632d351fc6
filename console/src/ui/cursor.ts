import { useState } from 'react'

/** Where one is in a list by pages: forward by the cursor of each answer, back by those before. */
export function useCursor() {
  const [before, setBefore] = useState<readonly string[]>([])
  return {
    cursor: before.at(-1),
    page: before.length + 1,
    /** Turns to a page: the next one by its cursor, or the one before. */
    turn: (page: number, next: string | null) =>
      setBefore(page > before.length + 1 && next !== null ? [...before, next] : before.slice(0, -1)),
    restart: () => setBefore([]),
  }
}
