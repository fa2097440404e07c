import { useEffect } from 'react'

/** Names the page in the browser's tab: the section, who speaks, the lab. */
export function useTitle(...parts: string[]): void {
  const title = [...parts, 'OAuth Lab'].join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}
