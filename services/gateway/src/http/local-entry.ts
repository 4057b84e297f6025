import type { ActionContract } from '@crm-gtd/shared/contracts/define.ts';
import type { CallContext } from '@crm-gtd/shared/service/handle.ts';
import type { Request, Response } from 'express';
import type { Identity } from '../identity/authenticator.ts';

/** What an action of the gateway itself may use of the request, beside its input: cookies, the address, who is signed in. */
export type HttpCallContext = CallContext & Readonly<{ request: Request; response: Response; ip: string; identity: Identity | undefined }>;

/** An ordinary `ActionEntry` is one too: it takes less. */
export type LocalEntry = Readonly<{ contract: ActionContract; run: (input: unknown, context: HttpCallContext) => Promise<unknown> }>;
