/** A picture to send: a river in the evening. */
const RIVER = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 300" width="480" height="300">
  <defs>
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#f6c99b"/><stop offset="1" stop-color="#fbe9d3"/></linearGradient>
    <linearGradient id="water" x2="0" y2="1"><stop stop-color="#7fb7ab"/><stop offset="1" stop-color="#1d635c"/></linearGradient>
  </defs>
  <rect width="480" height="300" fill="url(#sky)"/>
  <circle cx="350" cy="92" r="34" fill="#e8734f"/>
  <path d="M0 160 90 84l70 58 66-82 96 88 60-40 98 62v40H0Z" fill="#8aa39b"/>
  <path d="M0 182q120-40 240-14t240-6v40H0Z" fill="#4f7a68"/>
  <rect y="192" width="480" height="108" fill="url(#water)"/>
  <g stroke="#fbe9d3" stroke-width="3" stroke-linecap="round" opacity=".55">
    <path d="M300 212h96M40 226h70M180 238h120M360 250h80M70 262h140M260 278h90"/>
  </g>
</svg>`;

/** @param {import("playwright-core").Browser} browser @returns {Promise<Buffer>} a PNG */
export async function paintRiver(browser) {
  const page = await browser.newPage({ viewport: { width: 480, height: 300 } });
  await page.setContent(`<body style="margin:0">${RIVER}`);
  const picture = await page.screenshot();
  await page.close();
  return picture;
}
