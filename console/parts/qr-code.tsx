import { useQuery } from '@tanstack/react-query'

/** A QR code, black on white in both themes. The library is loaded with the first one. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data } = useQuery({
    queryKey: ['qr', text],
    async queryFn() {
      const { default: qr } = await import('qrcode')
      const { modules } = qr.create(text, { errorCorrectionLevel: 'M' })
      const { size, data: dark } = modules
      const squares = [...dark].flatMap((is, at) =>
        is ? `M${at % size} ${Math.floor(at / size)}h1v1h-1z` : [],
      )
      return { size, path: squares.join('') }
    },
    staleTime: Infinity,
    gcTime: 0, // it holds a secret
  })
  if (data === undefined) return null
  const { size, path } = data
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path fill="currentcolor" d={path} />
    </svg>
  )
}
