/** The browser that `npm test` found or installed; Debian's place when a single file is run by hand. */
export const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
