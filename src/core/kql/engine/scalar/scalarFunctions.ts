import type { ScalarFunctions } from '../functionTable.ts';
import { around } from './around.ts';
import { arraySort } from './arraySort.ts';
import { arrays } from './arrays.ts';
import { bags } from './bags.ts';
import { bins } from './bins.ts';
import { bits } from './bits.ts';
import { conditions } from './conditions.ts';
import { conversions } from './conversions.ts';
import { distributions } from './distributions.ts';
import { encodings } from './encodings.ts';
import { byteFormats } from './formatBytes.ts';
import { hashes } from './hashes.ts';
import { ipv4 } from './ipv4.ts';
import { ipv4Texts } from './ipv4Texts.ts';
import { ipv6 } from './ipv6.ts';
import { mathematics } from './mathematics.ts';
import { operators } from './operators/operators.ts';
import { ranges } from './ranges.ts';
import { regexes } from './regexes.ts';
import { rounding } from './rounding.ts';
import { searches } from './searches.ts';
import { series } from './series.ts';
import { seriesFills } from './seriesFills.ts';
import { seriesModels } from './seriesModels.ts';
import { seriesStatistics } from './seriesStatistics.ts';
import { sets } from './sets.ts';
import { strings } from './strings.ts';
import { textParsers } from './textParsers.ts';
import { time } from './time.ts';
import { timeFormats } from './timeFormats.ts';
import { timeParts } from './timeParts.ts';
import { timeZones } from './timeZones.ts';
import { trims } from './trims.ts';
import { units } from './units.ts';
import { unixTime } from './unixTime.ts';

/** Every scalar function and operator that the engine has. */
export const scalarFunctions: ScalarFunctions = {
  ...operators,
  ...around,
  ...arraySort,
  ...arrays,
  ...bags,
  ...bins,
  ...bits,
  ...distributions,
  ...mathematics,
  ...ranges,
  ...rounding,
  ...series,
  ...seriesFills,
  ...seriesModels,
  ...seriesStatistics,
  ...sets,
  ...time,
  ...timeFormats,
  ...timeParts,
  ...timeZones,
  ...units,
  ...unixTime,
  ...byteFormats,
  ...conditions,
  ...conversions,
  ...encodings,
  ...hashes,
  ...ipv4,
  ...ipv4Texts,
  ...ipv6,
  ...regexes,
  ...searches,
  ...strings,
  ...textParsers,
  ...trims,
};
