// Keeps the parser of statements small: V8 would compile it a second time for speed, which takes 500 MB for a moment and gains nothing.
// Not here: the parser (guard.ts), which reads these settings when it is loaded, and so is loaded after this.
import { setFlagsFromString } from 'node:v8';

for (const flag of ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
