import type { ColumnType } from "kysely";
export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export type Context = {
    organizationId: string;
    id: string;
    name: string;
    icon: string;
    position: number;
    /**
     * Which default it is, as long as nobody renamed it; then it is told in the reader's language.
     */
    nameKey: string | null;
    createdAt: Timestamp;
};
export type DealReopening = {
    organizationId: string;
    dealId: string;
    sequence: number;
};
export type Followup = {
    organizationId: string;
    taskId: string;
    dealId: string;
    wonSequence: number;
};
export type InboxItem = {
    organizationId: string;
    id: string;
    title: string;
    notes: string | null;
    source: string;
    status: string;
    decision: string | null;
    resultId: string | null;
    capturedBy: string;
    capturedAt: Timestamp;
    clarifiedAt: Timestamp | null;
    version: number;
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
export type OrganizationSettings = {
    organizationId: string;
    locale: string;
};
export type Project = {
    organizationId: string;
    id: string;
    title: string;
    status: string;
    inboxItemId: string | null;
    createdBy: string;
    createdAt: Timestamp;
    version: number;
};
export type SearchToken = {
    organizationId: string;
    kind: string;
    token: string;
    entityId: string;
};
export type Task = {
    organizationId: string;
    id: string;
    title: string;
    notes: string | null;
    list: string;
    status: string;
    contextId: string | null;
    projectId: string | null;
    /**
     * @kyselyType(string)
     */
    dueDate: string | null;
    /**
     * @kyselyType(string)
     */
    deferUntil: string | null;
    /**
     * @kyselyType(string)
     */
    scheduledOn: string | null;
    /**
     * By trigger: the earlier of due date and planned day.
     * @kyselyType(string)
     */
    dayOn: string | null;
    contactId: string | null;
    companyId: string | null;
    dealId: string | null;
    assigneeId: string;
    origin: string;
    /**
     * The inbox item it was made from, so that the decision can be taken back.
     */
    inboxItemId: string | null;
    completedAt: Timestamp | null;
    createdAt: Timestamp;
    updatedAt: Timestamp;
    version: number;
};
export type WaitingFor = {
    organizationId: string;
    id: string;
    title: string;
    notes: string | null;
    personId: string | null;
    /**
     * @kyselyType(string)
     */
    followUpOn: string | null;
    contactId: string | null;
    companyId: string | null;
    dealId: string | null;
    status: string;
    ownerId: string;
    inboxItemId: string | null;
    openedAt: Timestamp;
    resolvedAt: Timestamp | null;
    version: number;
};
export type DB = {
    contexts: Context;
    dealReopenings: DealReopening;
    followups: Followup;
    inboxItems: InboxItem;
    msgInbox: MsgInbox;
    msgOrder: MsgOrder;
    msgOutbox: MsgOutbox;
    msgSequence: MsgSequence;
    organizationSettings: OrganizationSettings;
    projects: Project;
    searchToken: SearchToken;
    tasks: Task;
    waitingFors: WaitingFor;
};
