// The codes a Trellis socket closes with (section 7.4 of the Trellis API).
// Not here: what a client does about each (session/errors.ts).
export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  abnormal: 1006,
  tooLarge: 1009,
  serverError: 1011,
  unauthorized: 4001,
  badFrame: 4002,
  connectionCap: 4429,
} as const;
