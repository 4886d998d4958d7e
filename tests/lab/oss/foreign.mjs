/** Answers of something that is not OSS: a gateway's error page, a captive portal. */
import { textContent } from '../wire/response_writer.mjs';

/**
 * @param {'html-502' | 'captive-portal'} kind
 * @returns {import('../wire/response_writer.mjs').LabResponse}
 */
export function foreignAnswer(kind) {
  if (kind === 'html-502') {
    const page =
      '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n';
    return {
      status: 502,
      headers: [
        ['Server', 'nginx/1.22.1'],
        ['Content-Type', 'text/html'],
      ],
      content: textContent(page),
    };
  }
  const page =
    '<!DOCTYPE html><html><head><title>Welcome to the guest network</title></head>' +
    '<body><form action="http://login.guest.example/">Please accept the terms of use.</form></body></html>\n';
  return {
    status: 200,
    headers: [
      ['Server', 'GuestPortal/2.1'],
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Cache-Control', 'no-store'],
    ],
    content: textContent(page),
    close: true,
  };
}
