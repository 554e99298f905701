// SPDX-License-Identifier: Apache-2.0
// The errors. Their codes are those of include/pith/c_codes.h.

const FIRST_MACHINE_CODE = 64;
const FIRST_USAGE_CODE = 128;

/** Any failure. `code` is stable; `explanation` is for people and may change. */
export class PithError extends Error {
  constructor(code, explanation, place = null, input = null) {
    const where = place === null ? '' : ` in line ${place.line}, column ${place.column}`;
    const which = input === null ? '' : ` of input ${input}`;
    super(`${code}${where}${which}: ${explanation}`);
    this.code = code;
    this.explanation = explanation;
    this.place = place;
    this.input = input;
  }

  /** The error as in the program's reports. */
  toJSON() {
    const { code, place, explanation, input } = this;
    const error = { code, line: place?.line ?? null, column: place?.column ?? null, explanation };
    return input === null ? error : { ...error, input };
  }
}

/** The input is refused. `code` is one of those that `error` in docs/json.md lists. */
export class InputError extends PithError {}

/** The caller's mistake, such as a subject that is not a Pith Number. */
export class UsageError extends PithError {}

/** No memory is left, or the module failed. It says nothing about the input. */
export class MachineError extends PithError {}

// Stated, because a minifier changes the names of classes.
for (const [name, Kind] of Object.entries({ PithError, InputError, UsageError, MachineError })) {
  Object.defineProperty(Kind.prototype, 'name', { value: name, configurable: true, writable: true });
}

export function makeError(number, code, explanation, place, input) {
  const Kind = number >= FIRST_USAGE_CODE ? UsageError : number >= FIRST_MACHINE_CODE ? MachineError : InputError;
  return new Kind(code, explanation, place, input);
}

export function misuse(explanation, place = null, input = null) {
  return new UsageError('invalid_argument', explanation, place, input);
}

export function outOfMemory(explanation = 'out of memory') {
  return new MachineError('out_of_memory', explanation);
}

/** As the library says it. No document of this size is given to the module. */
export function tooLarge(input) {
  const place = { offsetBytes: 0, line: 1, column: 1 };
  return new InputError('unreadable', 'the text is larger than 2,147,483,647 bytes', place, input);
}
