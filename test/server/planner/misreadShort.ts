// Questions about names that are cut short: each kind with examples, and SQL written by hand.
// Not here: names written out (misreadNames.ts), the data (misreadNamesData.ts), asking them (misread.test.ts).
import { type Case, refuses } from './misreadCases.ts';

export const songCases: Case[] = [['users in span', refuses]];

export const gymCases: Case[] = [];
