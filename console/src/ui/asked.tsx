import { Center, Loader } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'
import { Trouble } from './trouble.tsx'

/** What was asked for, once it is here; until then that it is coming, or why it is not. */
export function Asked<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const t = useTexts(common)
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <Trouble error={query.error} again={() => void query.refetch()} />
  return (
    <Center py="xl">
      <Loader role="status" aria-label={t.loading} />
    </Center>
  )
}
