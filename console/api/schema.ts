import { useQuery } from '@tanstack/react-query'
import { prefix } from '../base.ts'
import type { JsonSchema } from '../parts/form/json-schema.ts'
import { ApiError } from './answer.ts'

interface Operation {
  requestBody?: { content: Record<string, { schema: JsonSchema }> }
}

/** How an API describes the document that a call takes; it is read from the lab that runs. */
export function useBodySchema(api: string, method: string, path: string) {
  return useQuery({
    queryKey: ['description', api],
    queryFn: () => readDescription(api),
    staleTime: Infinity,
    select: ({ paths }) => {
      const content = paths[`${api}${path}`]?.[method]?.requestBody?.content ?? {}
      return Object.values(content)[0]?.schema
    },
  })
}

async function readDescription(api: string) {
  const response = await fetch(`${prefix}${api}/openapi.json`)
  if (!response.ok) {
    const { status } = response
    throw new ApiError({
      status,
      code: String(status),
      message: 'The API does not describe itself.',
    })
  }
  return (await response.json()) as { paths: Record<string, Record<string, Operation>> }
}
