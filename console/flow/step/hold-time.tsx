import { useEffect, useState } from 'react'

/** For how long a message has been held, in real time; it counts. */
export function HoldTime({ since }: { since: string }) {
  const seconds = useSecondsSince(since)
  return (
    <span className="hold">
      <i className="lamp" />
      held {padded(seconds)} s
    </span>
  )
}

/** Whole seconds since an ISO time. */
export function useSecondsSince(since: string): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.round((now - Date.parse(since)) / 1000))
}

/** Seconds with room for three digits: what counts keeps its width. */
export function padded(seconds: number): string {
  return String(seconds).padStart(3, '\u2007') // a space as wide as a digit
}
