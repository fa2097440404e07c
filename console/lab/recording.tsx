import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { prefix } from '../base.ts'
import { PortalHead } from '../frame/portal.tsx'
import { AskedAction } from '../parts/action.tsx'
import { Failure } from '../parts/failure.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useTitle } from '../parts/use-title.ts'

const modes = [
  ['full', 'Whole exchanges', 'Headers, forms, answers: what the flow shows.'],
  ['checks', 'Checks only', 'Which checks held and which did not; no content.'],
  ['off', 'Nothing', 'The fastest, and nothing can be looked at afterwards.'],
] as const

/** How much is recorded, and the way to empty it. */
export function Component() {
  useTitle('Recording', 'Tools')
  const queries = useQueryClient()
  const settings = useQuery({
    queryKey: ['recording settings'],
    queryFn: () => dataOf(control.GET('/control/api/recording/settings')),
  })
  const change = useMutation({
    mutationFn: (mode: (typeof modes)[number][0]) =>
      dataOf(control.PUT('/control/api/recording/settings', { body: { mode } })),
    onSuccess: (data) => queries.setQueryData(['recording settings'], data),
  })
  return (
    <>
      <PortalHead
        title="Recording"
        actions={
          <>
            <a
              className="button small"
              href={`${prefix}/control/api/recording`}
              download="recording.har"
            >
              Download as HAR
            </a>
            <AskedAction
              label="Empty it"
              title="Empty the recording?"
              keep="Keep it"
              go="Empty it"
              act={() => dataOf(control.DELETE('/control/api/recording'))}
              onDone={() => void queries.invalidateQueries()}
            >
              <p>
                Every message of this sandbox is forgotten. Lessons keep what they have seen, and
                this browser keeps its pinned flows.
              </p>
            </AskedAction>
          </>
        }
      >
        <p>
          One pool of 64 MiB for the whole lab, a quarter of it at most for a sandbox. The oldest
          messages go first, and the flow says how many went.
        </p>
      </PortalHead>
      <Loaded name="The setting" queries={[settings]}>
        {() => (
          <fieldset className="card stack">
            <legend className="hidden">How much is recorded</legend>
            <h2>How much is recorded here</h2>
            {change.error && <Failure title="It is as it was" error={change.error} />}
            <ul className="options">
              {modes.map(([mode, title, note]) => (
                <li key={mode}>
                  <input
                    className="dot"
                    type="radio"
                    name="mode"
                    id={`mode-${mode}`}
                    checked={settings.data!.mode === mode}
                    onChange={() => change.mutate(mode)}
                  />
                  <label htmlFor={`mode-${mode}`}>
                    <b>{title}</b>
                    <code>{mode}</code>
                    <span className="note">{note}</span>
                  </label>
                </li>
              ))}
            </ul>
          </fieldset>
        )}
      </Loaded>
    </>
  )
}
