import { Transporters } from 'moleculer';

/** What the transporter needs of the NATS client; Moleculer leaves its type open. */
type NatsClient = Readonly<{ publish(topic: string, data: Uint8Array): void; isClosed(): boolean }>;

/** Larger packets gain nothing, and the client shall refuse what is too large for the broker while somebody waits for the answer. */
const largestHeld = 256 * 1024;

/**
 * Packets of one turn of the event loop go to NATS in one write. Moleculer's own transporter writes each by itself, and under load
 * the system call is the dearest part of a call: gateway and service spent a tenth of their time in it.
 */
export class BatchingNatsTransporter extends Transporters.NATS {
  readonly #held: { topic: string; data: Buffer }[] = [];

  override send(topic: string, data: Buffer): Promise<void> {
    const client = this.client as NatsClient | null;
    if (!client || client.isClosed() || data.length > largestHeld) return super.send(topic, data);
    if (this.#held.length === 0) setImmediate(() => this.#flush());
    this.#held.push({ topic, data });
    return Promise.resolve();
  }

  /** The client collects what is published without waiting in between and writes it once. */
  #flush(): void {
    const client = this.client as NatsClient | null;
    try {
      for (const { topic, data } of this.#held.splice(0)) client?.publish(topic, data);
    } catch (error) {
      // The connection closed within this turn: whoever waits for an answer is told by his own time limit, as with any lost packet.
      this.logger.warn('packets were lost with the connection', error);
    }
  }

  override disconnect(): Promise<void> {
    this.#flush();
    return super.disconnect();
  }
}
