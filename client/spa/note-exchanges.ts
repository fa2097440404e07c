/**
 * Lets `fetch` note what the answer to each POST calls itself, since oidc-client-ts keeps no headers. Answers a
 * function that tells the last one.
 */
export const noteExchanges = (): (() => string | undefined) => {
  const fetch = globalThis.fetch
  let last: string | undefined
  globalThis.fetch = async (input, init) => {
    const response = await fetch(input, init)
    if (init?.method === 'POST') last = response.headers.get('x-request-id') ?? undefined
    return response
  }
  return () => last
}
