export type WantedChange = Readonly<{
  /** The fault as `npm run generate:docs` prints it, to the letter: it excuses this change of this field alone. */
  fault: string;
  /** Why callers or readers must live with it. */
  reason: string;
}>;

/**
 * Changes of contracts that the lock would refuse and that were made on purpose without a new version:
 * a limit that no later step could hold, a permission that let too many in.
 */
export const wantedChanges: readonly WantedChange[] = [
  ...['login', 'me', 'refresh'].flatMap((verb) =>
    ['organizationId', 'organizationName', 'role'].map((field) => ({
      fault: `action v1.gateway.auth.${verb} output .${field}: type string became string|null`,
      reason: 'An account that belongs to no organization was told that its password is wrong; now it gets a session that is in none.',
    })),
  ),
];
