// SPDX-License-Identifier: Apache-2.0
// Uses every type of the package. The compiler checks it, and that each line after @ts-expect-error is wrong.

import {
  InputError, MachineError, PithError, UsageError, load,
  type Difference, type Equivocation, type EventSet, type EventVerdict, type EvidenceReport, type Explanation, type Key,
  type Keyring, type MergeWarning, type PithMerge, type Place, type Proof, type Report, type State, type Statement,
} from 'pith-merge';

export async function use(bytes: Uint8Array, text: string): Promise<string[]> {
  const pith: PithMerge = await load(bytes);
  await load(fetch('pith_merge.wasm'));
  const { verify, merge, canonical } = pith;

  using keyring: Keyring = new pith.Keyring([text], { registry: false, verdictsMax: 10 });
  keyring.add(bytes);
  const keys: Key[] = keyring.keys;

  const report: Report = verify(bytes, { keyring, trustBundleKeys: true });
  const holds: boolean = report.ok && report.failedChecks.every((check) => !check.ok && check.pointer !== '');
  const names: string[] = [...report.causes, ...report.consequences, report.summary, report.authenticStateSha256,
    ...report.unknownKeys.map(({ keyId }) => keyId), ...report.events.map(({ pointer }) => pointer),
    report.state.inputSha256, ...report.keys.map(({ origin }) => origin)];
  const warning: MergeWarning | undefined = report.warnings[0];
  const state: State = merge([text, bytes], { keyring, subject: report.pithNumber, authenticOnly: true });
  const document: Uint8Array = state.document;
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
  const proofs: Uint8Array | null = pith.evidence([bytes]);
  if (proofs !== null) {
    const checked: EvidenceReport = pith.verifyEvidence(proofs, { keyring });
    const proof: Proof | undefined = checked.proofs[0];
    console.log(proof?.principal?.id);
  }
  const picture: string = pith.graph([bytes], { format: 'svg' });
  const { allocatedBytes, sizeBytes } = pith.memory();

  try {
    canonical(text, '/a');
  } catch (error) {
    if (error instanceof InputError || error instanceof UsageError || error instanceof MachineError) {
      const failure: PithError = error;
      const place: Place | null = failure.place;
      console.log(failure.code, place?.offsetBytes, failure.input, failure.toJSON().explanation);
    }
  }

  // @ts-expect-error a misspelt option
  verify(bytes, { trustBundlekeys: true });
  // @ts-expect-error one document is not a list
  merge(bytes);
  // @ts-expect-error there is no such format
  pith.graph([bytes], { format: 'png' });
  // @ts-expect-error a report never changes
  report.ok = true;
  // @ts-expect-error a keyring is not a plain object
  verify(bytes, { keyring: {} });

  return [warning?.code, equivocation?.target, again.sha256, statement?.rule, picture, difference.json, keys[0]?.keyId,
    ...names, String(holds), ...state.appliedEventIds, ...state.invalidEvents.map(({ reason }) => `${reason}`),
    ...explanation.supersededBy, ...difference.causes, String(state.eventCount), state.text,
    String(allocatedBytes + sizeBytes + document.length)].filter((each) => each !== undefined);
}
