// How pages ask the server: the typed client with the session of the area, and the cache before it.
import { ceralacca, RefusedError, valueOf } from '@ceralacca/client'
import type { Operations, Result } from '@ceralacca/client'
import { keepPreviousData, QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { QueryKey } from '@tanstack/react-query'
import { createContext, useContext } from 'react'

/** Customers' pages and operators' have a session each. */
export type Area = 'account' | 'operator'

const clients: Record<Area, Operations> = {
  account: ceralacca({ baseUrl: location.origin, session: 'account' }),
  operator: ceralacca({ baseUrl: location.origin, session: 'operator' }),
}

export const apiOf = (area: Area): Operations => clients[area]

/** The same calls, sent in another way. */
export const apiThrough = (area: Area, send: typeof fetch): Operations =>
  ceralacca({ baseUrl: location.origin, session: area, fetch: send })

export const AreaContext = createContext<Area>('account')

/** Which session the page uses. */
export const useArea = () => useContext(AreaContext)

/** The calls of the page's area. */
export const useApi = () => apiOf(useArea())

/** Of a refusal, its number; undefined where the server did not answer. */
export const numberOf = (error: unknown) => (error instanceof RefusedError ? error.refused.number : undefined)

/** Whether a refusal says that nobody is signed in. */
export const isSignedOut = (error: unknown) => error instanceof RefusedError && error.refused.status === 401

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        placeholderData: keepPreviousData,
        // The client tries again by itself where that helps.
        retry: false,
      },
      mutations: { retry: false },
    },
  })
}

/** What a reading call answers. The key names what is read, its first part the kind of thing. */
export function useAsk<T>(
  key: QueryKey,
  ask: (api: Operations) => Promise<Result<T>>,
  { pollWhile, everyMs = POLL_MS, ...options }: AskOptions<T> = {},
) {
  const area = useArea()
  const often = ({ state: { data } }: { state: { data: T | undefined } }) =>
    data !== undefined && pollWhile?.(data) === true && everyMs
  return useQuery<T>({
    queryKey: [area, ...key],
    queryFn: async () => valueOf(await ask(apiOf(area))),
    ...(pollWhile && { refetchInterval: often }),
    ...options,
  })
}

const POLL_MS = 2_000

/** A list of the contract, which refuses (404) to show one that is empty. */
export async function listed<T>(asked: Promise<Result<T[]>>): Promise<Result<T[]>> {
  const result = await asked
  if (result.ok || result.status !== 404) return result
  return { ok: true, data: [], message: '', requestId: result.requestId, replayed: false }
}

interface AskOptions<T> {
  enabled?: boolean
  /** Asks again and again while this is so of the answer, and the page is seen. */
  pollWhile?: (data: T) => boolean
  /** How often; every two seconds unless told. */
  everyMs?: number
}

/** For what changes by itself at any moment. */
export const always = () => true

/** A call that changes something. Afterwards whatever was read of these kinds is read again. */
export function useDo<Input, T>(
  call: (api: Operations, input: Input) => Promise<Result<T>>,
  changes: readonly string[],
) {
  const area = useArea()
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: async (input: Input) => valueOf(await call(apiOf(area), input)),
    onSettled: () => Promise.all(changes.map((kind) => queries.invalidateQueries({ queryKey: [area, kind] }))),
  })
  // What comes after is done even where the new state takes what asked for it off the page.
  const mutate = (input: Input, { onSuccess, onError }: Afterwards<T> = {}) => {
    mutation.mutateAsync(input).then(onSuccess, (error: Error) => onError?.(error))
  }
  return { ...mutation, mutate }
}

interface Afterwards<T> {
  onSuccess?: (answer: T) => unknown
  onError?: (error: Error) => unknown
}
