import { useQuery } from '@tanstack/react-query'
import type { CodePlaces } from './find-places.ts'

/** Where the code of checks and messages stands; loaded when somebody asks. */
export function useCodePlaces(): CodePlaces | undefined {
  const { data } = useQuery({
    queryKey: ['code-places'],
    queryFn: async () => (await import('virtual:code-places')).default,
    staleTime: Infinity,
  })
  return data
}

/** The places of a role among those of an id; all of them where it has none. */
export function placesOf(places: readonly string[] = [], role: string): readonly string[] {
  const own = places.filter((place) => place.startsWith(`${role}/`))
  return own.length > 0 ? own : places
}
