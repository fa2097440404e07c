import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { noteSecretsIn } from '../../secrets.ts'
import type { Learner } from './learner.ts'

/** The last token response that the web client got, with its secrets: as Show hidden values tells it. */
export async function readTokens({
  control,
}: Learner): Promise<{ access_token: string; id_token: string; refresh_token: string }> {
  const { log } = await control.recording.har({ message: 'token request', secrets: true })
  const entry = log.entries.findLast(
    ({ response, _oauth: { asker } }) => response.status === 200 && asker === 'client',
  )!
  return bodyOf(entry)
}

/** The form of the last token request of the web client, and how it authenticated. */
export async function readTokenRequest({ control }: Learner) {
  const { log } = await control.recording.har({ message: 'token request', secrets: true })
  const { request } = log.entries.findLast(({ _oauth: { asker } }) => asker === 'client')!
  const authorization = request.headers.find(({ name }) => name.toLowerCase() === 'authorization')!
  const form = new URLSearchParams(request.postData!.text)
  noteSecretsIn(form)
  return { form, authorization: authorization.value }
}

function bodyOf({ response }: ShownEntry) {
  const { text } = response.content as { text?: string }
  const body = JSON.parse(text ?? '') as Record<string, string>
  noteSecretsIn(Object.entries(body))
  return body as { access_token: string; id_token: string; refresh_token: string }
}
