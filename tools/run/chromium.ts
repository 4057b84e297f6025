import { findProgram } from '../../shared/local-servers/find-program.ts';
import { installWithApt } from './install-servers.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The browser of the end-to-end tests, driven by playwright-core. */
export async function findOrInstallChromium(say: (line: string) => void): Promise<string> {
  const found = find();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && findProgram('apt-get') !== undefined) {
    await installWithApt(['chromium'], say);
    const installed = find();
    if (installed !== undefined) return installed;
  }
  throw new Error('No Chromium or Chrome found for the end-to-end tests: sudo apt-get install -y chromium (or Google Chrome on macOS)');
}

function find(): string | undefined {
  return NAMES.map(findProgram).find((path) => path !== undefined) ?? (process.platform === 'darwin' ? MAC : undefined);
}
