import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from './answer.ts'

/** Who is signed in is asked again as soon as an API says that nobody is. */
const askWhoIsSignedIn = (error: Error) => {
  if (error instanceof ApiError && error.status === 401) {
    void queries.invalidateQueries({ queryKey: ['session'] })
  }
}

/** Milliseconds between two questions to a role that does not answer. */
const pause = 5000

/** What the APIs said, kept while somebody looks at it. */
export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, { queryKey }) {
      if (queryKey[0] !== 'session') askWhoIsSignedIn(error)
    },
  }),
  mutationCache: new MutationCache({ onError: askWhoIsSignedIn }),
  defaultOptions: {
    queries: {
      // A refusal is an answer; only silence is asked again.
      retry: (failures, error) => isSilent(error) && failures < 2,
      // Who is silent is asked again until there is something to show.
      refetchInterval: ({ state: { data, error } }) =>
        data === undefined && error !== null && isSilent(error) ? pause : false,
      staleTime: 5000,
      networkMode: 'always', // the lab is on this machine
    },
    // Passwords and fresh secrets stay no longer than the page that sent them.
    mutations: { networkMode: 'always', gcTime: 0 },
  },
})

function isSilent(error: Error): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 502)
}
