// Reads again by itself while something is under way, and not otherwise.
import { valueOf } from '@ceralacca/client'
import type { Operations, Result } from '@ceralacca/client'
import { useQuery } from '@tanstack/react-query'
import type { QueryKey } from '@tanstack/react-query'
import { apiOf, useArea } from './api.ts'

const EVERY_MS = 2_500

/** What a reading call answers, asked again every few seconds while `isUnderWay` says so of the answer. */
export function useAskWhile<T>(
  key: QueryKey,
  ask: (api: Operations) => Promise<Result<T>>,
  isUnderWay: (answer: T) => boolean,
) {
  const area = useArea()
  return useQuery({
    queryKey: [area, ...key],
    queryFn: async () => valueOf(await ask(apiOf(area))),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isUnderWay(data) ? EVERY_MS : false),
  })
}
