import { useQuery } from '@tanstack/react-query'
import { Activity, useEffect, useState } from 'react'
import { Outlet } from 'react-router'
import { sessionQuery, signOuts } from '../api/session.ts'
import { SaidLast } from '../parts/said.tsx'
import { Failure } from '../parts/failure.tsx'
import { clockQuery } from './lab-clock.tsx'
import { SignIn } from './sign-in.tsx'

/**
 * Shows the console to who is signed in, and the sign-in to everybody else. The frame comes when what stands in
 * it is known, so that nothing in it moves. A session that ends by itself takes no draft with it: the page rests,
 * asks nothing, and goes on when the same person has signed in again.
 */
export function SignedIn() {
  const { data, error, refetch } = useQuery(sessionQuery)
  const { isFetched } = useQuery({ ...clockQuery, enabled: Boolean(data) })
  const [who, setWho] = useState<string>()
  // Nothing stays in any tab of what the APIs told, nor of what was typed.
  useEffect(() => {
    const forget = () => location.reload()
    signOuts.addEventListener('message', forget)
    return () => signOuts.removeEventListener('message', forget)
  }, [])
  if (data && data.username !== who) setWho(data.username)
  if (data === undefined) {
    return (
      error && (
        <main className="page" id="main">
          <Failure title="The lab does not answer" error={error} again={() => void refetch()} />
        </main>
      )
    )
  }
  return (
    <>
      {data === null && <SignIn who={who} />}
      {who !== undefined && isFetched && (
        <Activity key={who} mode={data === null ? 'hidden' : 'visible'}>
          <Outlet />
          <SaidLast />
        </Activity>
      )}
    </>
  )
}
