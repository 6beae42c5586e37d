// The ids the store gives: opaque, unique per server.
// Not here: ids of integrations, which follow from where the data is (integrations.ts).
import { randomBytes } from 'node:crypto';

/** `chat_...`, `msg_...`, `res_...`, or `sq_...` as the older revisions name saved queries. */
export function newId(kind: 'chat' | 'msg' | 'res' | 'sq'): string {
  return `${kind}_${randomBytes(10).toString('hex')}`;
}

/** Ten alphanumeric characters, for de-duplication (section 8 of the Trellis API). */
export function newVisualizationId(): string {
  return BigInt(`0x${randomBytes(8).toString('hex')}`)
    .toString(36)
    .padStart(13, '0')
    .slice(-10);
}
