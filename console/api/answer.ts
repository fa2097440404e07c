/** A problem of a document: at which member, what is wrong, and what to do. */
export interface Problem {
  path: string
  message: string
  remedy?: string
}

/** An API refused, or did not answer (status 0). */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly problems: readonly Problem[]
  /** The request's id, to quote and to look for in a log. */
  readonly request: string | undefined

  constructor(options: {
    status: number
    code: string
    message: string
    problems?: readonly Problem[]
    request?: string | undefined
  }) {
    super(options.message)
    this.status = options.status
    this.code = options.code
    this.problems = options.problems ?? []
    this.request = options.request
  }
}

/** What openapi-fetch gives back. */
interface Result<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/** An answer's document and its `ETag`. @throws ApiError */
export async function answerOf<Data>(
  call: Promise<Result<Data>>,
): Promise<{ data: Data; etag: string | undefined }> {
  const result = await call.catch((error: Error) => {
    throw new ApiError({ status: 0, code: 'no_answer', message: wordsOf(error) })
  })
  const { data, error, response } = result
  if (!response.ok) throw refusalOf(response, error)
  return { data: data as Data, etag: response.headers.get('etag') ?? undefined }
}

/** An answer's document. @throws ApiError */
export async function dataOf<Data>(call: Promise<Result<Data>>): Promise<Data> {
  return (await answerOf(call)).data
}

function refusalOf(response: Response, error: unknown): ApiError {
  const { status, headers } = response
  const said = typeof error === 'object' && error !== null ? error : {}
  const { error: code, error_description, problems } = said as Record<string, unknown>
  const words = typeof error_description === 'string' ? error_description : undefined
  return new ApiError({
    status,
    code: typeof code === 'string' ? code : String(status),
    message: words ?? `The lab answered with status ${status}.`,
    ...(Array.isArray(problems) && { problems: problems as Problem[] }),
    request: headers.get('x-request-id') ?? undefined,
  })
}

function wordsOf({ name }: Error): string {
  return name === 'AbortError' ? 'The call was ended.' : 'The lab does not answer.'
}
