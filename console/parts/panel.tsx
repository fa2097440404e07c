import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import type { NavigateOptions } from 'react-router'
import { Icon } from './icon.tsx'

/** Which row of a list is open beside it: its id stands in the address. */
export function useOpen(): {
  open: string | undefined
  show: (id: string | undefined, options?: NavigateOptions) => void
} {
  const [params, setParams] = useSearchParams()
  return {
    open: params.get('open') ?? undefined,
    show: (id, options) =>
      setParams((current) => {
        const next = new URLSearchParams(current)
        if (id === undefined) next.delete('open')
        else next.set('open', id)
        return next
      }, options),
  }
}

/** The name of a row, which opens its panel. */
export function OpenRow({ id, children }: { id: string; children: ReactNode }) {
  const { open, show } = useOpen()
  const [params] = useSearchParams()
  const next = new URLSearchParams(params)
  next.set('open', id)
  return (
    <a
      href={`?${next}`}
      aria-current={open === id ? 'true' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return
        event.preventDefault()
        show(id)
      }}
    >
      {children}
    </a>
  )
}

/** One row, opened beside its list; Escape closes it, and focus returns to the row. */
export function Panel({ title, children }: { title: ReactNode; children: ReactNode }) {
  const { open, show } = useOpen()
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
    return () => document.querySelector<HTMLElement>('.rows a[aria-current]')?.focus()
  }, [open])
  return (
    <section
      className="card detail"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) show(undefined)
      }}
    >
      <header>
        <h2 id={id} tabIndex={-1} ref={heading}>
          {title}
        </h2>
        <button className="copy" type="button" aria-label="Close" onClick={() => show(undefined)}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </section>
  )
}
