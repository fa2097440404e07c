import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'

interface Query {
  data: unknown
  error: Error | null
  refetch: () => unknown
}

/** Shows what needs several answers when all are there; bars before, and what failed in their place. */
export function Loaded({
  name,
  queries,
  children,
}: {
  /** What is loaded, as a sentence begins. */
  name: string
  queries: readonly Query[]
  children: () => ReactNode
}) {
  const failed = queries.find(({ data, error }) => data === undefined && error !== null)
  if (failed !== undefined) {
    const again = () => queries.forEach(({ refetch }) => void refetch())
    return <Failure title={`${name} did not come`} error={failed.error!} again={again} />
  }
  if (queries.every(({ data }) => data !== undefined)) return children()
  return (
    <div className="card stack waiting" aria-busy="true">
      <span className="hidden">Loading: {name}</span>
      <i className="wait" />
      <i className="wait" />
      <i className="wait short" />
    </div>
  )
}
