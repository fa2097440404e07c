/** Whether the lab tells of each new message. */
export function LiveLamp({ isLive }: { isLive: boolean }) {
  return (
    <>
      <span className={isLive ? 'pass' : 'idle'}>
        <i className="lamp" />
      </span>
      <span className="either">
        <span hidden={isLive}>Connecting</span>
        <span hidden={!isLive}>Live</span>
      </span>
    </>
  )
}
