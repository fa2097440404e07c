import { useMemo } from 'react'
import { Link } from 'react-router'
import { usesOfToken } from '@oauth-lab/explain/flows/uses-of-token.ts'
import { idOf } from '../../flow/read-flows.ts'
import { useRecording } from '../../flow/use-recording.ts'
import { Tally } from '../../flow/tally.tsx'
import { LabMoment } from '../../parts/times.tsx'
import { RoleShape, roleNames } from '../../parts/role-shape.tsx'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'

/** The messages with a token, from the one that brought it on; each leads into the flow. */
export default function TokenUses({ jti }: { jti: string }) {
  const { recorded } = useRecording()
  const uses = useMemo(() => {
    if (recorded === undefined) return []
    const { exchanges } = recorded.reader.read(recorded.entries).recording
    return usesOfToken(exchanges, jti)
  }, [recorded, jti])
  if (recorded === undefined) return <p className="note">The recording is being read.</p>
  if (uses.length === 0) {
    return (
      <p className="note">
        {recorded.isWhole
          ? 'No message of the recording has it.'
          : 'Earlier messages are being read.'}
      </p>
    )
  }
  return (
    <ol className="ladder">
      {uses.map((use) => {
        const { labTime, role, checks } = (use.entry as ShownEntry)._oauth
        return (
          <li key={idOf(use)} className="use">
            <span>
              <LabMoment iso={labTime} />
            </span>
            <p>
              <Link to={`/flow?message=${encodeURIComponent(idOf(use))}`}>
                {use.message?.name ?? 'Request'}
              </Link>{' '}
              <Tally checks={checks} />
              <span className="sub">
                <RoleShape role={role} /> {roleNames[role]} answered {use.status}
              </span>
            </p>
          </li>
        )
      })}
    </ol>
  )
}
