// Pages ranked for the words of a question (Okapi BM25), and the piece of a page that holds most of them. Pure.
// Not here: where pages come from (library.ts), what the words are (words.ts).
import type { Term } from './words.ts';

export interface Page {
  document: string;
  number: number;
  text: string;
}

export interface Ranked {
  page: Page;
  score: number;
  /** The weight of the terms it has, of all that are anywhere. */
  weight: number;
}

/** How often each term stands on the page. */
export type Counts = readonly number[];

/** As they are usually set: how soon more of the same word says nothing more, and how much a long page is worth less. */
const saturation = 1.2;
const lengthShare = 0.75;
const maxMatches = 200;

export const countsOf = (text: string, terms: readonly Term[]): Counts =>
  terms.map(({ pattern }) => {
    let count = 0;
    for (const _ of text.matchAll(pattern)) {
      count += 1;
      if (count === maxMatches) break;
    }
    return count;
  });

/** By term, how much it tells: the fewer pages have it, the more. */
export function weightsOf(counts: readonly Counts[], terms: readonly Term[]): number[] {
  return terms.map((_, at) => {
    const having = counts.filter((each) => (each[at] ?? 0) > 0).length;
    return Math.log(1 + (counts.length - having + 0.5) / (having + 0.5));
  });
}

/** The best first; pages without any of the terms are left out. */
export function ranked(pages: readonly Page[], counts: readonly Counts[], weights: readonly number[]): Ranked[] {
  const average = pages.reduce((sum, { text }) => sum + text.length, 0) / Math.max(1, pages.length);
  return pages
    .map((page, index): Ranked => {
      const long = 1 - lengthShare + (lengthShare * page.text.length) / Math.max(1, average);
      let score = 0;
      let weight = 0;
      for (const [at, count] of (counts[index] ?? []).entries()) {
        if (count === 0) continue;
        const worth = weights[at] ?? 0;
        weight += worth;
        score += (worth * count * (saturation + 1)) / (count + saturation * long);
      }
      return { page, score, weight };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.page.number - b.page.number);
}

/** The piece of a page, of about that many characters, that holds most of the terms. */
export function pieceOf(text: string, terms: readonly Term[], weights: readonly number[], length: number): string {
  const places = terms.flatMap(({ pattern }, term) =>
    [...text.matchAll(pattern)]
      .slice(0, maxMatches)
      .map(({ index, 0: match }) => ({ term, start: index, end: index + match.length })),
  );
  places.sort((a, b) => a.start - b.start);
  let best = { worth: -1, start: 0, end: 0 };
  for (const [at, { start }] of places.entries()) {
    const inside = new Set<number>();
    let end = start;
    for (const place of places.slice(at, at + maxMatches)) {
      if (place.end > start + length * 0.8) break;
      inside.add(place.term);
      end = place.end;
    }
    const worth = [...inside].reduce((sum, term) => sum + (weights[term] ?? 0), 0);
    if (worth > best.worth) best = { worth, start, end };
  }
  return cut(text, best.start, best.end, length);
}

/** Around that place; from the beginning of its sentence where that is near, and with whole words. */
export function cut(text: string, start: number, end: number, length: number): string {
  const spare = Math.max(0, length - (end - start));
  const before = text.slice(Math.max(0, start - spare), start);
  const sentence = Math.max(...['. ', '! ', '? ', ': '].map((stop) => before.lastIndexOf(stop)));
  let from = start - (sentence >= 0 ? before.length - sentence - 2 : Math.min(before.length, Math.floor(spare / 3)));
  if (from > 0 && sentence < 0) from = text.indexOf(' ', from) + 1 || from;
  from = Math.min(from, start);
  let to = Math.min(text.length, from + length);
  if (to < text.length) {
    const stop = Math.max(...['. ', '! ', '? '].map((each) => text.lastIndexOf(each, to - 1)));
    const space = text.lastIndexOf(' ', to);
    // Not every language has spaces: then it is cut where it is.
    to = stop + 1 > end ? stop + 1 : Math.max(end, space > end ? space : to);
  }
  const piece = text.slice(from, to).trim();
  const isWhole = to === text.length || /[.!?]$/.test(piece);
  return `${from > 0 && sentence < 0 ? '…' : ''}${piece}${isWhole ? '' : '…'}`;
}
