// `npm run package`: the VSIX of this platform, in artifacts/.
// Not here: how it is made (package/vsix.ts).
import process from 'node:process';
import { packageVsix } from '../package/vsix.ts';

try {
  await packageVsix((line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
