// An extension that brings language models to VS Code, each of which answers by a script: good, refusing, endless.
// Not here: anything of ours; it is installed beside Trellis as another publisher's would be.
const { appendFileSync, mkdirSync } = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const usual = { family: 'test', version: '1', maxInputTokens: 100_000, maxOutputTokens: 8_000 };
const models = [
  { ...usual, id: 'scripted', name: 'Scripted Model', capabilities: { toolCalling: true, imageInput: true } },
  { ...usual, id: 'refusing', name: 'Refusing Model', capabilities: { toolCalling: true } },
  { ...usual, id: 'endless', name: 'Endless Model', capabilities: { toolCalling: true } },
];

const sql =
  'SELECT o.region, SUM(i.revenue) AS revenue FROM orders o JOIN order_items i USING (order_id) GROUP BY 1 ORDER BY 2 DESC';

exports.activate = (context) => {
  const folder = context.globalStorageUri.fsPath;
  mkdirSync(folder, { recursive: true });
  /** For the test, which reads what this extension was asked. */
  const note = (what) => appendFileSync(path.join(folder, 'heard.jsonl'), `${JSON.stringify(what)}\n`);
  note({ kind: 'activated' });

  const say = {
    async scripted(last, progress) {
      const results = last.content.filter((part) => part instanceof vscode.LanguageModelToolResultPart);
      const [result] = results;
      const Thinking = vscode.LanguageModelThinkingPart;
      if (!result) {
        if (Thinking) progress.report(new Thinking('Revenue is in the items of orders.'));
        const title = 'Revenue by region';
        progress.report(new vscode.LanguageModelToolCallPart('call-sql', 'run_sql', { sql, title }));
      } else if (result.callId === 'call-sql') {
        const chart = { result: 'r1', kind: 'bar', x: 'region', y: 'revenue', title: 'Revenue by region' };
        progress.report(new vscode.LanguageModelToolCallPart('call-chart', 'draw_chart', chart));
      } else {
        for (const word of ['Here is ', 'the **revenue** ', 'of each region.'])
          progress.report(new vscode.LanguageModelTextPart(word));
      }
    },
    async refusing() {
      throw vscode.LanguageModelError.NoPermissions('The owner of this model said no.');
    },
    endless: (_last, progress, token) =>
      new Promise((resolve) => {
        let count = 0;
        const timer = setInterval(() => {
          count += 1;
          progress.report(new vscode.LanguageModelTextPart(`word${count} `));
        }, 50);
        token.onCancellationRequested(() => {
          clearInterval(timer);
          note({ kind: 'cancelled' });
          resolve();
        });
      }),
  };

  const provider = {
    provideLanguageModelChatInformation() {
      note({ kind: 'listed' });
      return models;
    },
    provideLanguageModelChatResponse(model, messages, options, progress, token) {
      const tools = (options.tools ?? []).map(({ name }) => name);
      note({ kind: 'asked', model: model.id, messages: messages.length, tools });
      return say[model.id](messages.at(-1), progress, token);
    },
    provideTokenCount: async (_model, text) => Math.ceil(JSON.stringify(text).length / 4),
  };
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider('trellis-test', provider));
};
