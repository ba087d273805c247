import type { RecordPreviewCalls, RecordPreviewEvents } from '../../src/protocol/recordPreview.ts';
import { connect } from '../host.ts';
import { start } from '../ui/start.ts';
import { preview } from './preview.ts';

const host = connect<RecordPreviewCalls, RecordPreviewEvents>();
void start(
  () => host.call('ready'),
  (state) => preview(host, state),
);
