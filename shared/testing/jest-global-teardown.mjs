export default async function teardown() {
  await globalThis.crmGtdTestStack?.[Symbol.asyncDispose]();
}
