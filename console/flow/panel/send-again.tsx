import { useMutation } from '@tanstack/react-query'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { base } from '../../base.ts'
import { Failure } from '../../parts/failure.tsx'

/** Headers that a script can't set (Fetch Standard, "forbidden request-header"), or that tie calls together. */
const left =
  /^(?:host|cookie|connection|content-length|accept-encoding|origin|referer|user-agent|sec-.*|upgrade-.*|trace(?:parent|state)|accept-charset|te|via|x-forwarded-.*|x-request-id)$/i

/** Sends a request once more from this browser, as it was, without cookies. Its messages appear in the drawing. */
export function SendAgain({ entry }: { entry: ShownEntry }) {
  const { request } = entry
  const again = useMutation({ mutationFn: () => send(entry) })
  if (!request.url.startsWith(`${base}/`)) return null
  return (
    <div className="again">
      <button
        className="button small"
        type="button"
        disabled={again.isPending}
        onClick={() => again.mutate()}
      >
        Send this request again
      </button>
      <p className="note" role="status">
        {again.data === undefined ? 'The same request, without cookies.' : again.data}
      </p>
      {again.error && <Failure title="It was not sent" error={again.error} />}
    </div>
  )
}

async function send({ request }: ShownEntry): Promise<string> {
  const headers = request.headers
    .filter(({ name }) => !left.test(name))
    .map(({ name, value }): [string, string] => [name, value])
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  const { type, status } = await fetch(request.url, {
    method: request.method,
    headers,
    credentials: 'omit',
    redirect: 'manual',
    ...(hasBody && request.postData && { body: request.postData.text }),
  })
  if (type === 'opaqueredirect') return 'Sent: the answer is a redirect. See all messages.'
  return `Sent: the answer is ${status}. See all messages.`
}
