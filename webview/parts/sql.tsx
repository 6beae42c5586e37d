// The SQL of an answer, folded, with what a person does with SQL.
// Not here: running it.
import type { VNode } from 'preact';
import { scrollable } from '../ui/scrollable.ts';
import { Button } from '../ui/toolkit.ts';
import { usePage } from '../view/page.ts';
import { CopyButton } from './copyButton.tsx';

/** `canSave`: the source keeps queries. */
export function Sql({ sql, canSave }: { sql: string; canSave: boolean }): VNode {
  const page = usePage();
  return (
    <details class="sql" data-testid="sql-details">
      <summary>SQL</summary>
      <pre class="code" {...scrollable} data-testid="sql-text">
        {sql}
      </pre>
      <div class="actions">
        <CopyButton name="Copy" testId="copy-sql" text={() => sql} />
        <Button kind="icon" class="text-button" testId="open-sql" onClick={() => page.post({ kind: 'openSql', sql })}>
          Open in editor
        </Button>
        <Button
          kind="icon"
          class="text-button"
          testId="insert-sql"
          onClick={() => page.post({ kind: 'insertSql', sql })}
        >
          Insert at cursor
        </Button>
        {canSave && (
          <Button
            kind="icon"
            class="text-button"
            testId="save-query"
            onClick={() => page.post({ kind: 'saveQuery', sql })}
          >
            Save query
          </Button>
        )}
      </div>
    </details>
  );
}
