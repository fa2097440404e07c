import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { FlowMessage } from '../messages.ts'

/** Pixels that a message takes, until it is measured. */
const usual = 38

/** Thousands of messages: what is in sight is drawn, and a little around it. */
export function LongList({
  messages,
  row,
  chosen,
}: {
  messages: readonly FlowMessage[]
  row: (message: FlowMessage) => ReactNode
  chosen: string | undefined
}) {
  const list = useRef<HTMLOListElement>(null)
  const [scrollMargin, setMargin] = useState(0)
  useLayoutEffect(() => {
    const { top } = list.current!.getBoundingClientRect()
    setMargin(top + window.scrollY)
  }, [])
  const virtualizer = useWindowVirtualizer({
    count: messages.length,
    estimateSize: () => usual,
    overscan: 12,
    useFlushSync: false,
    scrollMargin,
    getItemKey: (index) => messages[index]!.key,
  })
  // A link to a message leads to its place.
  const [first] = useState(chosen)
  useEffect(() => {
    const at = messages.findIndex(({ key }) => key === first)
    if (at > 0) virtualizer.scrollToIndex(at, { align: 'center' })
    // Once, when the page opens.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return (
    <ol className="messages long" ref={list} style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, key, start }) => (
        <li
          key={key}
          data-index={index}
          ref={virtualizer.measureElement}
          aria-posinset={index + 1}
          aria-setsize={messages.length}
          style={{ transform: `translateY(${start - scrollMargin}px)` }}
        >
          {row(messages[index]!)}
        </li>
      ))}
    </ol>
  )
}
