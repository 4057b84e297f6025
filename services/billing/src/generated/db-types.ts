import type { ColumnType } from "kysely";
export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export type Checkout = {
    id: string;
    organizationId: string;
    plan: string;
    interval: string;
    status: string;
    provider: string;
    sessionId: string | null;
    url: string | null;
    net: number;
    vat: number;
    gross: number;
    currency: string;
    createdAt: Generated<Timestamp>;
    completedAt: Timestamp | null;
};
export type DealReopening = {
    organizationId: string;
    dealId: string;
    sequence: number;
    deletedSequence: Generated<number>;
    restoredSequence: Generated<number>;
};
export type Invoice = {
    id: string;
    organizationId: string;
    status: string;
    number: string | null;
    dealId: string | null;
    companyId: string | null;
    contactId: string | null;
    buyerName: string | null;
    buyerNip: string | null;
    net: number;
    vat: number;
    gross: number;
    currency: string;
    issuedAt: Timestamp | null;
    /**
     * Place of the win among its deal's events.
     */
    dealSequence: number | null;
    /**
     * Put away because its deal was deleted, and brought back with it; not because somebody discarded it.
     */
    discardedWithDeal: Generated<boolean>;
    version: Generated<number>;
    createdAt: Generated<Timestamp>;
};
export type InvoiceLine = {
    organizationId: string;
    invoiceId: string;
    position: number;
    name: string;
    quantity: number;
    net: number;
    vatRate: string;
    vat: number;
    gross: number;
};
export type MsgInbox = {
    consumer: string;
    eventId: string;
    handledAt: Generated<Timestamp>;
};
export type MsgOrder = {
    consumer: string;
    organizationId: string;
    aggregateType: string;
    aggregateId: string;
    lastSequence: number;
    updatedAt: Generated<Timestamp>;
};
export type MsgOutbox = {
    seq: Generated<number>;
    id: string;
    organizationId: string;
    aggregateType: string;
    aggregateId: string;
    sequence: number;
    type: string;
    version: number;
    subject: string;
    envelope: string;
    createdAt: Generated<Timestamp>;
    publishedAt: Timestamp | null;
    attempts: Generated<number>;
    lastError: string | null;
    parkedAt: Timestamp | null;
};
export type MsgSequence = {
    organizationId: string;
    aggregateType: string;
    aggregateId: string;
    last: number;
};
export type ProviderEvent = {
    provider: string;
    id: string;
    type: string;
    receivedAt: Generated<Timestamp>;
};
export type SandboxSession = {
    id: string;
    reference: ColumnType<unknown, string, string>;
    status: string;
    amount: number;
    currency: string;
    summary: ColumnType<unknown, string, string>;
    returnUrl: string;
    createdAt: Generated<Timestamp>;
    paidAt: Timestamp | null;
};
export type SandboxWebhook = {
    id: string;
    sessionId: string;
    type: string;
    attempts: Generated<number>;
    nextAt: Generated<Timestamp>;
    deliveredAt: Timestamp | null;
};
export type SearchToken = {
    organizationId: string;
    kind: string;
    token: string;
    entityId: string;
};
export type Subscription = {
    id: string;
    organizationId: string;
    plan: string;
    status: string;
    interval: string | null;
    provider: string;
    trialEndsAt: Timestamp | null;
    currentPeriodEnd: Timestamp | null;
    /**
     * The day of the month the first paid period began on: a month that lacks it must not shorten those after it.
     */
    periodAnchorDay: number | null;
    cancelAtPeriodEnd: Generated<boolean>;
    statusSince: Timestamp;
    version: Generated<number>;
    createdAt: Generated<Timestamp>;
};
export type DB = {
    checkouts: Checkout;
    dealReopenings: DealReopening;
    invoiceLines: InvoiceLine;
    invoices: Invoice;
    msgInbox: MsgInbox;
    msgOrder: MsgOrder;
    msgOutbox: MsgOutbox;
    msgSequence: MsgSequence;
    providerEvents: ProviderEvent;
    sandboxSessions: SandboxSession;
    sandboxWebhooks: SandboxWebhook;
    searchToken: SearchToken;
    subscriptions: Subscription;
};
