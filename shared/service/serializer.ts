import { Serializers } from 'moleculer';
import { RawJson } from './raw-json.ts';

const response = 'RES';
const newline = 0x0a;

type Packet = Record<string, unknown>;

/**
 * JSON as Moleculer's own, but an answer's body stays as it is: a small JSON header, a line feed, the untouched bytes.
 * JSON text never holds a raw line feed, so the first one ends the header. Answers carry neither meta nor headers back:
 * they would echo the actor token, and a callee's meta would be merged into its caller's.
 */
export class RawJsonSerializer extends Serializers.Base {
  override serialize(packet: Packet, type: string): Buffer {
    if (type !== response) return Buffer.from(JSON.stringify(packet));
    const { data, meta: _meta, headers: _headers, ...header } = packet;
    if (!(data instanceof RawJson)) return Buffer.from(JSON.stringify({ ...header, data, meta: {} }));
    return Buffer.from(`${JSON.stringify({ ...header, raw: data.failed ? 'failed' : 'ok' })}\n${data.text}`);
  }

  override deserialize(bytes: Buffer, type: string): Packet {
    const end = type === response ? bytes.indexOf(newline) : -1;
    if (end < 0) return JSON.parse(bytes.toString('utf8')) as Packet;
    const { raw, ...header } = JSON.parse(bytes.toString('utf8', 0, end)) as Packet;
    return { ...header, meta: {}, data: new RawJson(bytes.subarray(end + 1), raw === 'failed') };
  }
}
