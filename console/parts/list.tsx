import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'
import { Icon } from './icon.tsx'
import { Pager } from './pager.tsx'
import { Search } from './search.tsx'
import { useListAddress } from './list-address.ts'
import type { ListAddress } from './list-address.ts'

export interface Column<Row> {
  key: string
  title: ReactNode
  cell: (row: Row) => ReactNode
  /** What the API sorts by, where it can. */
  sort?: string
  /** Goes first when room ends. */
  less?: boolean
  className?: string
}

/** A page of rows, as every list of the APIs answers. */
export interface Page<Row> {
  total: number
  page: number
  size: number
  items: Row[]
}

/**
 * A list of a portal: search, filters, sorted columns and pages, all of it in the address. The first
 * column holds the name and the link.
 */
export function List<Row>({
  name,
  queryKey,
  load,
  rowKey,
  columns,
  search,
  sort,
  filters,
  nothing,
  isChosen,
}: {
  /** What the rows are, for example "Clients". */
  name: string
  queryKey: readonly unknown[]
  load: (address: ListAddress) => Promise<Page<Row>>
  rowKey: (row: Row) => string
  columns: readonly Column<Row>[]
  /** What a search looks at; absent: there is none. */
  search?: string
  /** How the rows are sorted unless the address tells. */
  sort: { by: string; order: 'asc' | 'desc' }
  filters?: ReactNode
  /** What would be here, and how it comes. */
  nothing: ReactNode
  /** Whether a row is open in the panel. */
  isChosen?: (row: Row) => boolean
}) {
  const address = useListAddress(sort)
  const { page, search: searched, sort: by, order, filters: chosen } = address
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    queryKey: [...queryKey, { page, searched, by, order, chosen }],
    queryFn: () => load(address),
    placeholderData: keepPreviousData,
  })
  const caption = useId()
  const isNarrowed = searched !== '' || Object.keys(chosen).length > 0
  if (error && data === undefined) {
    return <Failure title={`${name} can't be shown`} error={error} again={() => void refetch()} />
  }
  const sortable = columns.filter((column) => column.sort !== undefined)
  return (
    <section className="card list" aria-label={name} aria-busy={isPending || isPlaceholderData}>
      {(search !== undefined || filters !== undefined) && (
        <div className="filters" role="search">
          {search !== undefined && <Search label={`Search ${name.toLowerCase()}`} hint={search} />}
          {filters}
          {sortable.length > 0 && <SortBy columns={sortable} address={address} />}
        </div>
      )}
      <table className="rows" role="table">
        <caption className="hidden" id={caption}>
          {name}
          {data && `, ${data.total} in all`}
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <Head key={column.key} column={column} address={address} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {data?.items.map((row) => (
            <tr key={rowKey(row)} role="row" className={isChosen?.(row) ? 'chosen' : undefined}>
              {columns.map(({ key, title, cell, less, className }, index) => (
                <td
                  key={key}
                  role="cell"
                  className={[index === 0 && 'main', less && 'less', className]
                    .filter(Boolean)
                    .join(' ')}
                  {...(index > 0 && typeof title === 'string' && { 'data-label': title })}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {isPending && <Waiting columns={columns.length} />}
          {data?.items.length === 0 && (
            <tr role="row">
              <td role="cell" colSpan={columns.length} className="blank-row">
                {isNarrowed ? <NothingFound clear={address.clear} /> : nothing}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {data && data.total > 0 && <Pager {...data} go={address.go} />}
    </section>
  )
}

function Head<Row>({ column, address }: { column: Column<Row>; address: ListAddress }) {
  const { title, sort, less, className } = column
  const isSorted = sort !== undefined && address.sort === sort
  const direction = address.order === 'asc' ? 'ascending' : 'descending'
  return (
    <th
      role="columnheader"
      scope="col"
      className={[less && 'less', className].filter(Boolean).join(' ')}
      {...(isSorted && { 'aria-sort': direction })}
    >
      {sort === undefined ? (
        title
      ) : (
        <button className="sort" type="button" onClick={() => address.sortBy(sort)}>
          {title}
        </button>
      )}
    </th>
  )
}

/** On a phone the heads are gone, and this sorts. */
function SortBy<Row>({
  columns,
  address,
}: {
  columns: readonly Column<Row>[]
  address: ListAddress
}) {
  const id = useId()
  return (
    <div className="sort-by">
      <label htmlFor={id}>Sort by</label>
      <span className="select">
        <select
          id={id}
          value={address.sort}
          onChange={({ target }) => address.sortBy(target.value)}
        >
          {columns.map(({ key, title, sort }) => (
            <option key={key} value={sort}>
              {title}
            </option>
          ))}
        </select>
      </span>
    </div>
  )
}

function Waiting({ columns }: { columns: number }) {
  return [1, 2, 3].map((row) => (
    <tr key={row} role="row" className="waiting">
      <td role="cell" colSpan={columns}>
        <span className="wait" />
      </td>
    </tr>
  ))
}

function NothingFound({ clear }: { clear: () => void }) {
  return (
    <div>
      <Icon name="search" />
      <p>Nothing fits this search and these filters.</p>
      <button className="button small" type="button" onClick={clear}>
        Clear them
      </button>
    </div>
  )
}
