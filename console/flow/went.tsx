import { Link } from 'react-router'

/** How many exchanges the recording has no more, for want of room. */
export function Went({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <span>
      {count.toLocaleString('en')} earlier {count === 1 ? 'exchange' : 'exchanges'} went for want of
      room. <Link to="/recording">Recording</Link>
    </span>
  )
}
