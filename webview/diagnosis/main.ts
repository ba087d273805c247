import type { DiagnosisViewCalls, DiagnosisViewEvents } from '../../src/protocol/diagnosis.ts';
import { connect } from '../host.ts';
import { start } from '../ui/start.ts';
import { diagnosisView } from './diagnosisView.ts';

const host = connect<DiagnosisViewCalls, DiagnosisViewEvents>();
void start(
  () => host.call('ready'),
  (state) => diagnosisView(host, state),
);
