import { Icon } from './icon.tsx'

/** Which rows are shown, and the way to the others. */
export function Pager({
  total,
  page,
  size,
  go,
}: {
  total: number
  page: number
  size: number
  go: (page: number) => void
}) {
  const last = Math.max(1, Math.ceil(total / size))
  const from = Math.min(total, (page - 1) * size + 1)
  const to = Math.min(total, page * size)
  return (
    <div className="pager">
      <p>
        <b>
          {from.toLocaleString('en')} to {to.toLocaleString('en')}
        </b>{' '}
        of {total.toLocaleString('en')}
      </p>
      {last > 1 && (
        <div className="row">
          <button
            className="button small"
            type="button"
            disabled={page <= 1}
            onClick={() => go(page - 1)}
          >
            <Icon name="previous" />
            Previous
          </button>
          <button
            className="button small"
            type="button"
            disabled={page >= last}
            onClick={() => go(page + 1)}
          >
            Next
            <Icon name="next" />
          </button>
        </div>
      )}
    </div>
  )
}
