import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ListAddress } from './list-address.ts'

/** A page of rows, as every list of the APIs answers. */
export interface Page<Row> {
  total: number
  page: number
  size: number
  items: Row[]
}

/** Milliseconds between two questions whether a list has changed. */
const pause = 5000

/**
 * The rows of a list, which does not jump while somebody reads: a row that changes does so in its place, one that
 * is new waits until it is asked for. What is done on the page itself shows at once.
 */
export function useRows<Row>({
  queryKey,
  load,
  rowKey,
  address,
}: {
  queryKey: readonly unknown[]
  load: (address: ListAddress) => Promise<Page<Row>>
  rowKey: (row: Row) => string
  address: ListAddress
}): {
  data: Page<Row> | undefined
  error: Error | null
  isPending: boolean
  /** Whether other rows than these were asked for. */
  isBusy: boolean
  again: () => void
  /** What is different meanwhile, in words. */
  news: string | undefined
  /** Shows the list as it is now. */
  show: () => void
} {
  const queries = useQueryClient()
  const { page, search, sort, order, filters } = address
  const key = [...queryKey, { page, search, sort, order, filters }]
  const shown = useQuery({
    queryKey: key,
    queryFn: () => load(address),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  })
  const { data, isPending, isPlaceholderData } = shown
  const { data: asked, dataUpdatedAt: askedAt } = useQuery({
    queryKey: [...key, 'now'],
    queryFn: () => load(address),
    enabled: data !== undefined && !isPlaceholderData,
    initialData: () => queries.getQueryData<Page<Row>>(key),
    initialDataUpdatedAt: () => queries.getQueryState(key)?.dataUpdatedAt,
    refetchInterval: pause,
  })
  const now = !isPlaceholderData && askedAt > shown.dataUpdatedAt ? asked : undefined
  const byKey = new Map(now?.items.map((row) => [rowKey(row), row]))
  return {
    data: data && { ...data, items: data.items.map((row) => byKey.get(rowKey(row)) ?? row) },
    error: shown.error,
    isPending,
    isBusy: isPending || isPlaceholderData,
    again: () => void shown.refetch(),
    news: data && now && newsOf(data, now, rowKey),
    show: () => queries.setQueryData(key, now),
  }
}

function newsOf<Row>(
  shown: Page<Row>,
  now: Page<Row>,
  rowKey: (row: Row) => string,
): string | undefined {
  const known = new Set(shown.items.map(rowKey))
  const onPage = now.items.filter((row) => !known.has(rowKey(row))).length
  const more = now.total - shown.total
  // On a later page the rows before have moved down.
  const added = now.page === 1 ? Math.max(onPage, more) : more
  if (added > 0) return `${added.toLocaleString('en')} new, show`
  return more < 0 ? `${(-more).toLocaleString('en')} gone, show` : undefined
}
