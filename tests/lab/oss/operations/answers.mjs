/** The few shapes that answers of operations have. */
import { xmlDocument } from '../xml.mjs';

/** @param {number} status @param {Array<[string, string]>} [headers] */
export const emptyAnswer = (status, headers = []) => ({ status, headers, content: null });

/**
 * @param {string} root
 * @param {string[]} children rendered elements
 * @param {Array<[string, string]>} [headers]
 */
export function xmlAnswer(root, children, headers = []) {
  const document = xmlDocument(root, children);
  return {
    status: 200,
    headers: [['Content-Type', 'application/xml'], ...headers],
    content: { size: document.length, pieces: () => [document] },
  };
}

/**
 * @param {string} text query value
 * @param {number} fallback
 * @param {number} max
 * @returns {number | null} null when invalid
 */
export function countParameter(text, fallback, max) {
  if (text === null || text === '') return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= 1 && value <= max ? value : null;
}
