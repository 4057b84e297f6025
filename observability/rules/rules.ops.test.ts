import { expect, test } from '@jest/globals';
import { checkAlertmanager, checkConfig, checkRules, everyReceiver, receiverOf, renderAlertmanager, testRules } from '../check.ts';

test('promtool accepts the configuration and every rule, with its lint', async () => {
  await checkConfig();
  await checkRules();
});

test('every alert fires, stays silent, and recovers as its unit tests say', () => testRules());

test.each([
  ['nothing set', {}],
  ['everything set', everyReceiver],
  ['e-mail only', { ALERT_EMAIL_TO: 'a@b.example', ALERT_EMAIL_FROM: 'c@d.example', ALERT_SMTP_HOST: 'mail:587' }],
])('amtool accepts the configuration with %s', async (_what, environment) => {
  await checkAlertmanager(environment);
});

test('a secret with every awkward sign arrives as it is', async () => {
  expect(await renderAlertmanager(everyReceiver)).toContain('smtp_auth_password: "p&\\"\\\\|$x"');
});

test('e-mail without a server is refused', async () => {
  await expect(renderAlertmanager({ ALERT_EMAIL_TO: 'a@b.example' })).rejects.toThrow('ALERT_SMTP_HOST');
});

test.each([
  [['severity=page', 'alertname=PostgresDown'], 'pages'],
  [['severity=ticket', 'alertname=DiskLow'], 'tickets'],
  [['severity=watchdog', 'alertname=Watchdog'], 'watchdog'],
  [['alertname=FromSomewhereElse'], 'tickets'],
])('%j goes to %s', async (labels, receiver) => {
  expect(await receiverOf(labels)).toBe(receiver);
});
