import bowser from 'bowser';

/** What a person knows a sign-in of his by. Of what the browser sends only this is kept. */
export type Device = Readonly<{ browser: string | null; system: string | null }>;

const longest = 40;
const named = (name: string | undefined): string | null => (name ? name.slice(0, longest) : null);

export const deviceOf = (userAgent: string | undefined): Device => {
  if (!userAgent) return { browser: null, system: null };
  const { browser, os } = bowser.parse(userAgent.slice(0, 500));
  return { browser: named(browser.name), system: named(os.name) };
};
