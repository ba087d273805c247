import type { KqlResultsCalls, KqlResultsEvents } from '../../src/protocol/kqlResults.ts';
import { connect } from '../host.ts';
import { start } from '../ui/start.ts';
import { results } from './results.ts';

const host = connect<KqlResultsCalls, KqlResultsEvents>();
void start(
  () => host.call('ready'),
  (state) => results(host, state),
);
