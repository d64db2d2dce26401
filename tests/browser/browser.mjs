// The browser that all checks share.
import { chromium } from 'playwright-core';

export const chromePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
// Chromium refuses its sandbox as root, and /dev/shm is small in a container.
export const chromeFlags = ['--no-sandbox', '--disable-dev-shm-usage'];

export function launchBrowser() {
  return chromium.launch({ executablePath: chromePath, args: chromeFlags });
}
