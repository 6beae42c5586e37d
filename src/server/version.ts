// The version of this program, as it tells it to who asks whether it lives.
// Not here: package.json, which says the same (a test compares them): the server is bundled without it.
export const version = '0.1.0';
