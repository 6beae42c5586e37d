// Rules for one column compared with another: "closed before due", "cost over budget".
// Not here: limits that are numbers (conditionRules.ts).
import { dateNamed, numberNamed } from './input.ts';
import type { Cond } from './pieces.ts';
import { after, any, either, map, meanings, type Rule, triple } from './rule.ts';

export const columnsCompared: Rule<Cond> = either<Cond>(
  map(
    triple(
      dateNamed,
      after(
        any('is|was|are|were|that|which|it'),
        meanings<'>' | '<' | '>=' | '<='>([
          ['after|later than|past|behind', '>'],
          ['before|earlier than|prior to', '<'],
          ['on or after|not before', '>='],
          ['on or before|not after|no later than', '<='],
        ]),
      ),
      after(any('the|its|their|a|an|of|was|had'), dateNamed),
    ),
    ([left, op, right]): Cond => ({ kind: 'columns', left, op, right }),
  ),
  map(
    triple(
      numberNamed,
      after(
        any('is|was|are|were|that'),
        meanings<'>' | '<' | '>=' | '<=' | '='>([
          ['more than|over|above|greater than|higher than|exceeding|exceeds|larger than|>', '>'],
          ['less than|under|below|lower than|smaller than|<', '<'],
          ['at least|>=', '>='],
          ['at most|<=', '<='],
          ['equal to|equals|=|the same as', '='],
        ]),
      ),
      after(any('the|its|their'), numberNamed),
    ),
    ([left, op, right]): Cond => ({ kind: 'columns', left, op, right }),
  ),
);
