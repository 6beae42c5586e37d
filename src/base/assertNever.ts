// Makes the compiler name the case a switch forgot.
// Not here: handling of unknown values from outside; those are judged where they are parsed.
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
