import { appendFileSync } from 'node:fs'

const names =
  /^(?:access_token|refresh_token|id_token|client_secret|code|code_verifier|password|token)$/

/** Writes down every secret that a sandbox's recording holds, a JSON line each. */
export async function noteSecrets({ recording }, file = 'secrets.jsonl') {
  const { log } = await recording.har({ secrets: true })
  for (const { request, response } of log.entries) {
    const cookies = response.headers.flatMap(({ name, value }) =>
      name.toLowerCase() === 'set-cookie' ? [['cookie', /=([^;]*)/.exec(value)[1]]] : [],
    )
    const pairs = [
      ...cookies,
      ...new URL(request.url).searchParams,
      ...new URLSearchParams(request.postData?.text ?? ''),
      ...membersOf(response.content.text),
    ]
    for (const [name, value] of pairs) {
      if (typeof value !== 'string' || value === '') continue
      if (name === 'cookie' || names.test(name)) {
        appendFileSync(file, `${JSON.stringify({ kind: name, value })}\n`)
      }
    }
  }
}

function membersOf(text = '') {
  try {
    return Object.entries(JSON.parse(text))
  } catch {
    return []
  }
}
