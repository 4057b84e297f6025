/**
 * The registry of every error a caller may see. `kind` decides the HTTP status (shared/errors/status.ts),
 * `retryable` decides what a consumer does (nak or dead-letter). `docs/errors.md` is generated from here,
 * and web/messages/{pl,en}.json holds a text for each code under `errors.<CODE>`.
 */
export type ErrorKind =
  | 'invalid' // 400: the request itself is malformed
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'notFound' // 404: also for another tenant's ids
  | 'conflict' // 409
  | 'stale' // 412: the row moved on since it was read
  | 'tooLarge' // 413
  | 'unsupportedMedia' // 415
  | 'unprocessable' // 422: understood, but a rule forbids it
  | 'tooMany' // 429
  | 'internal' // 500
  | 'unavailable'; // 503: something needed is down

export type ErrorEntry = Readonly<{ kind: ErrorKind; retryable: boolean; meaning: string }>;

const entry = (kind: ErrorKind, meaning: string, retryable = false): ErrorEntry => ({ kind, retryable, meaning });

export const errorCodes = {
  // every service
  REQUEST_INVALID: entry('invalid', 'The request does not fit the contract; `errors` names each field.'),
  HEADERS_TOO_LARGE: entry('invalid', 'The request line and its headers are larger than 16 KB.'),
  BODY_TOO_LARGE: entry('tooLarge', 'The body is larger than this route accepts.'),
  MEDIA_TYPE_UNSUPPORTED: entry('unsupportedMedia', 'The content type is not accepted here.'),
  NOT_FOUND: entry('notFound', 'No such thing, or not yours.'),
  METHOD_NOT_ALLOWED: entry('notFound', 'The route exists with another method.'),
  ROUTE_RETIRED: entry('notFound', 'The route was taken back; `successor` says what to call instead.'),
  PERMISSION_DENIED: entry('forbidden', 'Your role does not permit this.'),
  VERSION_STALE: entry('stale', 'The record changed since it was read; the current state is in `current`.'),
  REFERENCE_UNKNOWN: entry('unprocessable', 'A referenced record does not exist in this organization.'),
  RATE_LIMITED: entry('tooMany', 'Too many requests; see Retry-After.', true),
  PLAN_LIMIT_REACHED: entry('forbidden', "The plan's limit is reached; `limit`, `plan` and `liftedBy` say which."),
  PLAN_READ_ONLY: entry(
    'forbidden',
    "The organization's plan has ended: everything can be read, exported and deleted, nothing added or changed.",
  ),
  IDEMPOTENCY_KEY_REUSED: entry('unprocessable', 'This Idempotency-Key was used with another request.'),
  IDEMPOTENCY_IN_PROGRESS: entry('conflict', 'The first request with this Idempotency-Key is still running.', true),
  IDEMPOTENCY_APPLIED: entry(
    'conflict',
    'The first request with this Idempotency-Key did its work, but its answer was lost; `changed` names what it changed.',
  ),
  IDEMPOTENCY_SECRET: entry(
    'conflict',
    'The first request with this Idempotency-Key was carried out; its answer held a secret, which is not shown again.',
  ),
  INTERNAL: entry('internal', 'An unexpected fault; the trace id finds it in the logs.'),
  SERVICE_UNAVAILABLE: entry('unavailable', 'A part this request needs is down; retry after the given seconds.', true),
  // identity
  TOKEN_INVALID: entry('unauthenticated', 'The access token is missing, malformed, expired or revoked.'),
  CREDENTIALS_INVALID: entry('unauthenticated', 'E-mail and password do not match.'),
  REFRESH_INVALID: entry('unauthenticated', 'The session has ended; sign in again.'),
  CSRF_REJECTED: entry('forbidden', 'The request came from a foreign origin.'),
  EMAIL_TAKEN: entry('conflict', 'An account with this e-mail exists.'),
  PASSWORD_TOO_WEAK: entry('unprocessable', 'The password is too short, too common, or longer than 72 bytes.'),
  PASSWORD_WRONG: entry('unprocessable', 'The present password is not this one.'),
  SESSION_NOT_FOUND: entry('notFound', 'No such open session of yours.'),
  RESET_LINK_INVALID: entry('notFound', 'The link to set a password was used, replaced or has run out.'),
  ORGANIZATION_REQUIRED: entry('forbidden', 'Your account belongs to no organization: open one, or accept an invitation.'),
  MEMBERSHIP_ENDED: entry('unauthenticated', 'You no longer belong to the organization of this token; refresh to go on elsewhere.'),
  ORGANIZATION_NOT_FOUND: entry('notFound', 'No such organization.'),
  MEMBERSHIP_NOT_FOUND: entry('notFound', 'No such member.'),
  MEMBERSHIP_EXISTS: entry('conflict', 'This person already is a member.'),
  INVITATION_NOT_FOUND: entry('notFound', 'No such invitation, or its link was replaced by a newer one.'),
  INVITATION_EXISTS: entry('conflict', 'This address has an open invitation; send it again or take it back.'),
  INVITATION_CLOSED: entry('conflict', 'The invitation was accepted or taken back.'),
  INVITATION_USED: entry('conflict', 'The invitation was accepted already.'),
  INVITATION_REVOKED: entry('conflict', 'The invitation was taken back.'),
  INVITATION_EXPIRED: entry('conflict', 'The invitation has run out; ask for a new one.'),
  INVITATION_OTHER_ADDRESS: entry('forbidden', 'The invitation is for another address than that of your account.'),
  INVITATION_NO_SEAT: entry('conflict', 'The organization has no free seat at the moment.'),
  LAST_OWNER: entry('unprocessable', 'An organization keeps at least one owner.'),
  ROLE_ABOVE_OWN: entry('forbidden', 'A role above your own cannot be given.'),
  EVENT_NOT_FOUND: entry('notFound', 'No such event in the audit log.'),
  // crm
  CRM_COMPANY_NOT_FOUND: entry('notFound', 'No such company.'),
  CRM_CONTACT_NOT_FOUND: entry('notFound', 'No such contact.'),
  CRM_CONTACT_EMAIL_TAKEN: entry('conflict', 'Another contact has this e-mail.'),
  CRM_COMPANY_NIP_TAKEN: entry('conflict', 'Another company has this NIP.'),
  CRM_NIP_INVALID: entry('unprocessable', 'The NIP fails its checksum.'),
  CRM_PIPELINE_NOT_FOUND: entry('notFound', 'No such pipeline.'),
  CRM_STAGE_NOT_FOUND: entry('notFound', 'No such stage in this pipeline.'),
  CRM_STAGE_IN_USE: entry('conflict', 'Deals are in this stage; say where they go, at most 500 open ones at once.'),
  CRM_DEAL_NOT_FOUND: entry('notFound', 'No such deal.'),
  CRM_DEAL_NOT_OPEN: entry('conflict', 'The deal is already won or lost.'),
  CRM_DEAL_NOT_CLOSED: entry('conflict', 'The deal is open already.'),
  CRM_IMPORT_NOT_FOUND: entry('notFound', 'No such import.'),
  CRM_IMPORT_FILE_UNREADABLE: entry('unprocessable', 'The file is not a readable CSV; `reason` says why.'),
  CRM_IMPORT_EMPTY: entry('unprocessable', 'The file holds no rows.'),
  CRM_IMPORT_RUNNING: entry('conflict', 'Another import of this organization is running.'),
  CRM_IMPORT_STATE: entry('conflict', 'The import is not in a state that allows this.'),
  CRM_IMPORT_MAPPING: entry('unprocessable', 'The mapping is not usable; `errors` says why.'),
  // gtd
  GTD_INBOX_ITEM_NOT_FOUND: entry('notFound', 'No such inbox item.'),
  GTD_INBOX_ITEM_CLARIFIED: entry('conflict', 'The inbox item was clarified already.'),
  GTD_TASK_NOT_FOUND: entry('notFound', 'No such task.'),
  GTD_TASK_COMPLETED: entry('conflict', 'The task is completed already.'),
  GTD_TASK_OPEN: entry('conflict', 'The task is open already.'),
  GTD_CONTEXT_NOT_FOUND: entry('notFound', 'No such context.'),
  GTD_CONTEXT_IN_USE: entry('conflict', 'Actions are done in this context; say where they go.'),
  GTD_PROJECT_NOT_FOUND: entry('notFound', 'No such project.'),
  GTD_WAITING_NOT_FOUND: entry('notFound', 'No such waiting-for.'),
  GTD_WAITING_RESOLVED: entry('conflict', 'The waiting-for is resolved already.'),
  // ai, voice
  AI_SUGGESTION_NOT_FOUND: entry('notFound', 'No such suggestion.'),
  AI_EXECUTION_NOT_FOUND: entry('notFound', 'No such execution.'),
  AI_PROVIDER_FAILED: entry('unavailable', 'The language model did not answer.', true),
  VOICE_TEXT_TOO_LONG: entry('unprocessable', 'The text is longer than 2,000 characters.'),
  VOICE_LANGUAGE_UNSUPPORTED: entry('unprocessable', 'No voice for this language.'),
  VOICE_SAMPLE_INVALID: entry('unprocessable', 'The voice sample is not a usable recording.'),
  // billing
  BILLING_PLAN_UNKNOWN: entry('unprocessable', 'No such plan.'),
  BILLING_SUBSCRIPTION_NOT_FOUND: entry('notFound', 'No subscription.'),
  BILLING_CHECKOUT_NOT_FOUND: entry('notFound', 'No such checkout.'),
  BILLING_CHECKOUT_CLOSED: entry('conflict', 'This checkout is finished or expired.'),
  BILLING_ALREADY_SUBSCRIBED: entry('conflict', 'The organization already has this plan.'),
  BILLING_NOT_OFFERED: entry('unprocessable', 'This installation sells no plans.'),
  BILLING_PLAN_OUTGROWN: entry(
    'conflict',
    'More is in use than this plan allows; `outgrown` names what. Sent again with `acceptOutgrown` it is sold all the same.',
  ),
  BILLING_INVOICE_NOT_FOUND: entry('notFound', 'No such invoice.'),
  BILLING_WEBHOOK_SIGNATURE: entry('invalid', "The webhook's signature is missing, wrong or too old."),
  BILLING_PROVIDER_FAILED: entry('unavailable', 'The payment provider did not answer.', true),
  // messaging
  EVENT_INVALID: entry('unprocessable', 'The event does not fit its contract.'),
  EVENT_TENANT_MISMATCH: entry('unprocessable', "The event's subject and envelope name different organizations."),
  DEAD_LETTER_NOT_FOUND: entry('notFound', 'No such dead letter.'),
  // operations console
  CONSOLE_COMMAND_UNKNOWN: entry('unprocessable', 'No such command, or not with this argument; `help` lists all.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCodes;

export const isErrorCode = (value: unknown): value is ErrorCode => typeof value === 'string' && Object.hasOwn(errorCodes, value);
