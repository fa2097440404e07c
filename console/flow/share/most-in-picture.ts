/** Of more messages nobody could read a line in one picture. */
export const mostInPicture = 600
