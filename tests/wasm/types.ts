// SPDX-License-Identifier: Apache-2.0
// Uses every type of the package, with no library but that of the language. The compiler checks it, and that each line
// after @ts-expect-error is wrong.

import {
  InputError, MachineError, PithError, UsageError, load,
  type Bytes, type Difference, type Equivocation, type EventSet, type EventVerdict, type EvidenceReport,
  type Explanation, type Key, type Keyring, type Members, type MergeWarning, type PithMerge, type Place, type Proof,
  type Report, type State, type Statement,
} from 'pith-merge';

export async function use(bytes: Uint8Array, text: string): Promise<string[]> {
  const pith: PithMerge = await load(bytes);
  await load(Promise.resolve(bytes.buffer));
  const { verify, merge, canonical } = pith;

  using keyring: Keyring = new pith.Keyring([text], { registry: false, verdictsMax: 10 });
  keyring.add(bytes);
  const keys: readonly Key[] = keyring.keys;

  const report: Report = verify(bytes, { keyring, trustBundleKeys: true });
  const holds: boolean = report.ok && report.failedChecks.every((check) => !check.ok && check.pointer !== '');
  const names: string[] = [...report.causes, ...report.consequences, report.summary, report.authenticStateSha256,
    ...report.unknownKeys.map(({ keyId }) => keyId), ...report.events.map(({ pointer }) => pointer),
    report.state.inputSha256, ...report.keys.map(({ origin }) => origin)];
  const warning: MergeWarning | undefined = report.warnings[0];
  const state: State = merge([text, bytes], { keyring, subject: report.pithNumber, authenticOnly: true });
  const document: Bytes = state.document;
  const inPlace: Uint8Array = document;
  const equivocation: Equivocation | undefined = state.equivocations[0];

  using events: EventSet = new pith.EventSet(state.pithNumber, { keyring });
  const verdict: EventVerdict = events.add(text);
  events.addBundle(bytes);
  events.addAlias('doi', '10.1/2', '2026-01-01T00:00:00Z');
  events.merge(events);
  const again: State = events.state({ authenticOnly: true });

  const explanation: Explanation = pith.explain([bytes], verdict.eventId, { keyring });
  const statement: Statement | undefined = explanation.story[0];
  const difference: Difference = pith.diff(bytes, text);
  const input: Members | undefined = difference.inputs[0];
  const proofs: Uint8Array | null = pith.evidence([bytes]);
  if (proofs !== null) {
    const checked: EvidenceReport = pith.verifyEvidence(proofs, { keyring });
    const proof: Proof | undefined = checked.proofs[0];
    names.push(proof?.principal?.id ?? '');
  }
  const picture: string = pith.graph([bytes], { format: 'svg' });
  const { allocatedBytes, sizeBytes } = pith.memory();

  try {
    canonical(text, '/a');
  } catch (error) {
    if (error instanceof InputError || error instanceof UsageError || error instanceof MachineError) {
      const failure: PithError = error;
      const place: Place | null = failure.place;
      names.push(failure.code, `${place?.offsetBytes} ${failure.input}`, failure.toJSON().explanation);
    }
    if (error instanceof PithError) names.push(whoseFault(error));
  }

  // @ts-expect-error a misspelt option
  verify(bytes, { trustBundlekeys: true });
  // @ts-expect-error one document is not a list
  merge(bytes);
  // @ts-expect-error there is no such format
  pith.graph([bytes], { format: 'png' });
  // @ts-expect-error a report never changes
  report.ok = true;
  // @ts-expect-error nor do its lists
  report.checks.pop();
  // @ts-expect-error a path is not a module
  await load('pith_merge.wasm');
  // @ts-expect-error an error has a code and an explanation
  new UsageError('explanation');
  // @ts-expect-error nobody makes an error of no kind
  new PithError('code', 'explanation');
  // @ts-expect-error a keyring is not a plain object
  verify(bytes, { keyring: {} });

  return [warning?.code, equivocation?.target, again.sha256, statement?.rule, picture, difference.json, keys[0]?.keyId,
    ...names, String(holds), ...state.appliedEventIds, ...state.invalidEvents.map(({ reason }) => `${reason}`),
    ...explanation.supersededBy, ...difference.causes, String(state.eventCount), state.text,
    String(input), String(allocatedBytes + sizeBytes + inPlace.length)].filter((each) => each !== undefined);
}

/** The names of the errors tell the types apart, and there is no other one. */
function whoseFault(error: PithError): string {
  switch (error.name) {
    case 'InputError': return whoMadeThe(error);
    case 'UsageError': return new UsageError(error.code, error.explanation, error.place, error.input).message;
    case 'MachineError': return new MachineError(error.code, error.explanation).name;
  }
}

function whoMadeThe(input: InputError): string {
  // @ts-expect-error it has another name
  const wrong: UsageError = input;
  return wrong.message;
}
