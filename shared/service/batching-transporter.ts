import { Transporters } from 'moleculer';
import { writeTogether } from '../messaging/write-together.ts';

/** Moleculer's NATS transporter, whose packets of one turn of the event loop leave in one write. */
export class BatchingNatsTransporter extends Transporters.NATS {
  override onConnected(wasReconnect?: boolean): Promise<void> {
    writeTogether(this.client as object);
    return super.onConnected(wasReconnect);
  }
}
