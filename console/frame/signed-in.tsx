import { useQuery } from '@tanstack/react-query'
import { Outlet } from 'react-router'
import { sessionQuery } from '../api/session.ts'
import { Failure } from '../parts/failure.tsx'
import { SignIn } from './sign-in.tsx'

/** Shows the console to who is signed in, and the sign-in to everybody else. */
export function SignedIn() {
  const { data, error, refetch } = useQuery(sessionQuery)
  if (data === null) return <SignIn />
  if (data !== undefined) return <Outlet />
  if (error === null) return null
  return (
    <main className="page" id="main">
      <Failure title="The lab does not answer" error={error} again={() => void refetch()} />
    </main>
  )
}
