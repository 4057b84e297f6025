/**
 * The row-level policies beside each table's own `tenant` rule, each with the reason it must exist. A policy widens what is
 * seen, so one that is not listed here fails the catalogue test. An owner's policy serves a SECURITY DEFINER function
 * that answers ids alone,
 * and the service then works under each organization in turn, or numbers over all of them.
 */
export const policyExceptions: Readonly<Record<string, string>> = {
  'ai.msg_outbox.relay': 'The relay sends the events of all tenants.',
  'billing.msg_outbox.relay': 'The relay sends the events of all tenants.',
  'crm.msg_outbox.relay': 'The relay sends the events of all tenants.',
  'gateway.msg_outbox.relay': 'The relay sends the events of all tenants.',
  'gtd.msg_outbox.relay': 'The relay sends the events of all tenants.',
  'voice.msg_outbox.relay': 'The relay sends the events of all tenants.',
  'billing.subscriptions.deadlines': 'A job asks which organizations have a trial or period that ends.',
  'crm.commitments.wake': 'A job asks which organizations have something that wakes today.',
  'crm.imports.work': 'A job asks which imports wait for a worker.',
  'crm.imports.age': 'A job asks which imports are so old that their files go.',
  'crm.import_files.age': 'The same job asks whether the file is still there.',
  'crm.import_chunks.age': 'The same job asks which uploads nobody finished.',
  'crm.deals.figures': 'Metrics count open deals; numbers alone leave the function.',
  'gtd.inbox_items.figures': 'Metrics count open items; a number alone leaves the function.',
  'gtd.tasks.figures': 'Metrics count overdue tasks; a number alone leaves the function.',
  'gateway.entitlements.figures': 'Metrics count organizations by plan; numbers alone leave the function.',
  'gateway.memberships.own': 'Signing in, a person sees his own memberships before one organization is chosen.',
  'gateway.invitations.link': 'Whoever holds a link finds the invitation it belongs to before an organization is chosen.',
  'gateway.departures.own': 'Signing in, a person is told who removed him from where before one organization is chosen.',
  'gateway.idempotency_keys.expired': 'Answers older than a day go, whosever they were; nothing of them is read.',
};
