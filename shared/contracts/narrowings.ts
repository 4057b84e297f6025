export type WantedChange = Readonly<{
  /** The fault as `npm run generate:docs` prints it, to the letter: it excuses this change of this field alone. */
  fault: string;
  /** Why callers or readers must live with it. */
  reason: string;
}>;

/** From the limit of one amount to what a number carries exactly. */
const widerAmount = (where: string, reason: string): WantedChange[] =>
  ['maximum 1000000000000 became 9007199254740991', 'minimum -1000000000000 became -9007199254740991'].map((change) => ({
    fault: `${where}.amount: ${change}`,
    reason,
  }));

/**
 * Changes of contracts that the lock would refuse and that were made on purpose without a new version:
 * a limit that no later step could hold, a permission that let too many in.
 */
export const wantedChanges: readonly WantedChange[] = [
  ...['v1.crm.deals.boardSums output .items[].sums[]', 'v1.crm.deals.boardSums output .items[].weightedSums[]'].flatMap((where) =>
    widerAmount(`action ${where}`, 'The sum of a stage may exceed what one deal may be worth; until now it could not be answered at all.'),
  ),
  ...['discarded', 'drafted', 'restored'].flatMap((verb) =>
    ['net', 'vat', 'gross'].flatMap((part) =>
      widerAmount(`event billing.invoice.${verb} .${part}`, 'VAT on top of the largest deal exceeds what one deal may be worth.'),
    ),
  ),
  ...['login', 'me', 'refresh'].flatMap((verb) =>
    ['organizationId', 'organizationName', 'role'].map((field) => ({
      fault: `action v1.gateway.auth.${verb} output .${field}: type string became string|null`,
      reason: 'An account that belongs to no organization was told that its password is wrong; now it gets a session that is in none.',
    })),
  ),
  ...emailOfRequests(),
  ...emailOfContacts(),
];

/** The limit was there already, behind the form that the lock reads; the format is said anew because domains may have any letters. */
function emailOfRequests(): WantedChange[] {
  const actions = ['crm.contacts.create', 'crm.contacts.update', 'gateway.auth.login', 'gateway.auth.register', 'gateway.memberships.add'];
  const changes = ['maxLength none became 254', 'format none became idn-email'];
  return actions.flatMap((name) =>
    changes.map((change) => ({
      fault: `action v1.${name} input .email: ${change}`,
      reason: 'More addresses are accepted than before, none fewer: international domains and all signs of the standard.',
    })),
  );
}

/** What is accepted is also answered. */
function emailOfContacts(): WantedChange[] {
  const places = ['create output .email', 'get output .email', 'list output .items[].email', 'update output .email'];
  const all = [...places, 'delete output .email', 'restore output .email'];
  const pattern = String.raw`^(?:[A-Za-z0-9_'+\-]+\.)*[A-Za-z0-9_'+\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$`;
  const changes = [`pattern ${pattern} became none`, 'format email became idn-email'];
  return all.flatMap((place) =>
    changes.map((change) => ({
      fault: `action v1.crm.contacts.${place}: ${change}`,
      reason: 'A contact may have an address with an international domain, which a reader of e-mail addresses must live with.',
    })),
  );
}
