import { useEffect, useState } from 'react'

/** For how long a message has been held, in real time; it counts. */
export function HoldTime({ since }: { since: string }) {
  const seconds = useSecondsSince(since)
  return (
    <span className="hold">
      <i className="lamp" />
      held {seconds} s
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
