import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { FlowMessage } from '../messages.ts'

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
  const [{ scrollMargin, each }, setPlace] = useState({ scrollMargin: 0, each: 38 })
  useLayoutEffect(() => {
    const measure = () => {
      const { top } = list.current!.getBoundingClientRect()
      const each = list.current!.firstElementChild?.getBoundingClientRect().height ?? 38
      setPlace((before) => {
        const next = { scrollMargin: top + window.scrollY, each }
        const isSame = before.scrollMargin === next.scrollMargin && before.each === each
        return isSame ? before : next
      })
    }
    measure()
    const width = new ResizeObserver(measure)
    width.observe(document.documentElement)
    return () => width.disconnect()
  }, [])
  const virtualizer = useWindowVirtualizer({
    count: messages.length,
    estimateSize: () => each,
    overscan: 8,
    useFlushSync: false,
    scrollMargin,
  })
  useEffect(() => virtualizer.measure(), [virtualizer, each])
  // A link to a message leads to its place.
  const [first] = useState(chosen)
  useEffect(() => {
    const at = messages.findIndex(({ key }) => key === first)
    if (at > 0) virtualizer.scrollToIndex(at, { align: 'center' })
    // Once, when the page opens.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return (
    <ol className="messages long" ref={list} style={{ height: messages.length * each }}>
      {virtualizer.getVirtualItems().map(({ index }) => (
        <li
          key={messages[index]!.key}
          aria-posinset={index + 1}
          aria-setsize={messages.length}
          style={{ transform: `translateY(${index * each}px)` }}
        >
          {row(messages[index]!)}
        </li>
      ))}
    </ol>
  )
}
