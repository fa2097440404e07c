/** How tokens come after a backchannel request: the client asks, is told to ask, or is sent them (CIBA Core §5). */
export const deliveryModes = ['poll', 'ping', 'push'] as const
export type DeliveryMode = (typeof deliveryModes)[number]
