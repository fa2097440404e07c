import { useSearchParams } from 'react-router'

/** What a list shows, read from the address and written to it. */
export interface ListAddress {
  page: number
  search: string
  sort: string
  order: 'asc' | 'desc'
  /** By name; only those that are set. */
  filters: Record<string, string>
  go: (page: number) => void
  searchFor: (text: string) => void
  /** Sorts by a column; by the one that it is sorted by already: the other way round. */
  sortBy: (column: string) => void
  /** Sets a filter; undefined takes it away. */
  filter: (name: string, value: string | undefined) => void
  /** Takes search and filters away. */
  clear: () => void
}

/** Where somebody is in a list, and what of it is wanted. */
export type Wanted = Pick<ListAddress, 'page' | 'search' | 'sort' | 'order'> & {
  filters?: Record<string, string>
}

/** What a list's API is asked. It refuses a column that it can't sort by, so any is taken here. */
export function questionOf({ page, search, sort, order, filters }: Wanted): {
  page: number
  sort: never
  order: 'asc' | 'desc'
  search?: string
} {
  return { page, sort: sort as never, order, ...filters, ...(search !== '' && { search }) }
}

const own = new Set(['page', 'search', 'sort', 'order', 'open'])

/** Keeps search, filters, order and page in the address, so that a link leads to what somebody sees. */
export function useListAddress(
  usual: { by: string; order: 'asc' | 'desc' } = { by: '', order: 'asc' },
): ListAddress {
  const [params, setParams] = useSearchParams()
  const sort = params.get('sort') ?? usual.by
  const order = (params.get('order') ?? usual.order) as 'asc' | 'desc'
  const change = (values: Record<string, string | undefined>, options?: { replace: boolean }) =>
    setParams((current) => {
      const next = new URLSearchParams(current)
      for (const [name, value] of Object.entries({ page: undefined, ...values })) {
        if (value === undefined || value === '') next.delete(name)
        else next.set(name, value)
      }
      return next
    }, options)
  return {
    page: Math.max(1, Number.parseInt(params.get('page') ?? '1', 10) || 1),
    search: params.get('search') ?? '',
    sort,
    order,
    filters: Object.fromEntries([...params].filter(([name]) => !own.has(name))),
    go: (page) => change({ page: page === 1 ? undefined : String(page) }),
    searchFor: (search) => change({ search }, { replace: true }),
    sortBy(column) {
      const turned = order === 'asc' ? 'desc' : 'asc'
      change({ sort: column, order: column === sort ? turned : 'asc' })
    },
    filter: (name, value) => change({ [name]: value }),
    clear() {
      const names = [...params.keys()].filter((name) => !own.has(name))
      change(Object.fromEntries(['search', ...names].map((name) => [name, undefined])))
    },
  }
}
