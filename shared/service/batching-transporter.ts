import { Transporters } from 'moleculer';
import { followRpcClient } from '../messaging/rpc-client-status.ts';
import { writeTogether } from '../messaging/write-together.ts';

/** Moleculer's NATS transporter, whose packets of one turn of the event loop leave in one write. */
export class BatchingNatsTransporter extends Transporters.NATS {
  override onConnected(wasReconnect?: boolean): Promise<void> {
    writeTogether(this.client as object);
    void followRpcClient(this.client as object);
    return super.onConnected(wasReconnect);
  }
}
