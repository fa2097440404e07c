import { useEffect, useState } from 'react'

/** What a judgement that takes a moment comes to; undefined until then. The last one stays while the next is made. */
export function useJudged<Judged>(judge: () => Promise<Judged>): Judged | undefined {
  const [judged, setJudged] = useState<Judged>()
  useEffect(() => {
    let isOld = false
    const begin = async () => {
      const found = await judge()
      if (!isOld) setJudged(() => found)
    }
    void begin()
    return () => {
      isOld = true
    }
  }, [judge])
  return judged
}
