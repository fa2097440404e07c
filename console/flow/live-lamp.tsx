/** Whether the lab tells of each new message. */
export function LiveLamp({ isLive }: { isLive: boolean }) {
  return (
    <>
      <span className={isLive ? 'pass' : 'idle'}>
        <i className="lamp" />
      </span>
      <span>{isLive ? 'Live' : 'Connecting'}</span>
    </>
  )
}
