import { useId } from 'react'
import type { ReactNode } from 'react'
import { BulkBar, Pick, useChosen } from './bulk.tsx'
import type { Bulk, Chosen } from './bulk.tsx'
import { Failure } from './failure.tsx'
import { NothingFound } from './nothing-found.tsx'
import { Pager } from './pager.tsx'
import { Search } from './search.tsx'
import { useListAddress } from './list-address.ts'
import type { ListAddress } from './list-address.ts'
import { useRows } from './use-rows.ts'
import type { Page } from './use-rows.ts'

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
  bulk,
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
  /** What can be done to several rows at once. */
  bulk?: Bulk<Row>
}) {
  const address = useListAddress(sort)
  const { search: searched, filters: narrowed } = address
  const rows = useRows({ queryKey, load, rowKey, address })
  const { data, error, isPending, isBusy, again } = rows
  const chosen = useChosen(rowKey, JSON.stringify([searched, narrowed]))
  const caption = useId()
  const isNarrowed = searched !== '' || Object.keys(narrowed).length > 0
  const width = columns.length + (bulk ? 1 : 0)
  if (error && data === undefined) {
    return <Failure title={`${name} can't be shown`} error={error} again={again} />
  }
  const sortable = columns.filter((column) => column.sort !== undefined)
  return (
    <section className="card list" aria-label={name} aria-busy={isBusy}>
      {(search !== undefined || filters !== undefined) && (
        <div className="filters" role="search">
          {search !== undefined && <Search label={`Search ${name.toLowerCase()}`} hint={search} />}
          {filters}
          {sortable.length > 0 && <SortBy columns={sortable} address={address} />}
        </div>
      )}
      {rows.news !== undefined && (
        <div className="news" role="status">
          <button className="button small" type="button" onClick={rows.show}>
            {rows.news}
          </button>
        </div>
      )}
      <table className="rows" role="table">
        <caption className="hidden" id={caption}>
          {name}
          {data && `, ${data.total} in all`}
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            {bulk && (
              <PickPage bulk={bulk} rows={data?.items ?? []} chosen={chosen} rowKey={rowKey} />
            )}
            {columns.map((column) => (
              <Head key={column.key} column={column} address={address} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {data?.items.map((row) => (
            <tr key={rowKey(row)} role="row" className={isChosen?.(row) ? 'chosen' : undefined}>
              {bulk && <PickRow bulk={bulk} row={row} chosen={chosen} rowKey={rowKey} />}
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
          {isPending && <Waiting columns={width} />}
          {data?.items.length === 0 && (
            <tr role="row">
              <td role="cell" colSpan={width} className="blank-row">
                {isNarrowed ? <NothingFound clear={address.clear} /> : nothing}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {bulk && data && (
        <BulkBar
          bulk={bulk}
          chosen={chosen}
          total={data.total}
          loadAll={() => loadAll(load, address)}
        />
      )}
      {data && data.total > 0 && <Pager {...data} go={address.go} />}
    </section>
  )
}

interface Picked<Row> {
  bulk: Bulk<Row>
  chosen: Chosen<Row>
  rowKey: (row: Row) => string
}

function PickPage<Row>({ bulk, rows, chosen, rowKey }: Picked<Row> & { rows: readonly Row[] }) {
  const { fits = () => true } = bulk
  const some = rows.filter(fits)
  const count = some.filter((row) => chosen.rows.has(rowKey(row))).length
  return (
    <th role="columnheader" scope="col" className="check">
      <Pick
        label={`Choose all ${bulk.nouns[1]} on this page`}
        isChosen={some.length > 0 && count === some.length}
        isSome={count > 0 && count < some.length}
        isDisabled={some.length === 0}
        choose={(isChosen) => chosen.choose(some, isChosen)}
      />
    </th>
  )
}

function PickRow<Row>({ bulk, row, chosen, rowKey }: Picked<Row> & { row: Row }) {
  const { fits = () => true, nameOf } = bulk
  return (
    <td role="cell" className="check">
      {fits(row) && (
        <Pick
          label={`Choose ${nameOf(row)}`}
          isChosen={chosen.rows.has(rowKey(row))}
          choose={(isChosen) => chosen.choose([row], isChosen)}
        />
      )}
    </td>
  )
}

/** The rows of every page. */
async function loadAll<Row>(
  load: (address: ListAddress) => Promise<Page<Row>>,
  address: ListAddress,
): Promise<Row[]> {
  const rows: Row[] = []
  for (let page = 1; ; page += 1) {
    const { items, total } = await load({ ...address, page })
    rows.push(...items)
    if (items.length === 0 || rows.length >= total) return rows
  }
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
