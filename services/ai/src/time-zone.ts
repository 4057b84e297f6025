/** Events name no person's zone; their days are reckoned where the product lives. */
export const homeTimeZone = 'Europe/Warsaw';
