import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'
import { Icon } from './icon.tsx'

/** An instance that lacks what it needs: what is missing, why it is needed, and one action. */
export function BeginCard({
  title,
  action,
  act,
  onDone,
  children,
}: {
  title: string
  action: string
  act: () => Promise<unknown>
  onDone: () => void
  children: ReactNode
}) {
  const begin = useMutation({ mutationFn: act, onSuccess: onDone })
  return (
    <section className="card begin stack">
      <h2>{title}</h2>
      {children}
      {begin.error && <Failure title="It was not made" error={begin.error} />}
      <p className="row">
        <button
          className="button primary"
          type="button"
          disabled={begin.isPending}
          onClick={() => begin.mutate()}
        >
          <Icon name="add" />
          {action}
        </button>
      </p>
    </section>
  )
}
