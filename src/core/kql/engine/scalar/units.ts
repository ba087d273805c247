import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { constantText, realAt } from './callArguments.ts';

/**
 * Conversions of units. Kusto's factors are not documented, so only units are supported whose factor is sure to nine
 * digits: that of their definition, or of the documentation's example.
 */
export const units: ScalarFunctions = {
  convert_angle: (call) => convert(call, ANGLES),
  convert_energy: (call) => convert(call, ENERGIES),
  convert_force: (call) => convert(call, FORCES),
  convert_length: (call) => convert(call, LENGTHS),
  convert_mass: (call) => convert(call, MASSES),
  convert_speed: (call) => convert(call, SPEEDS),
  convert_temperature: (call) => convert(call, TEMPERATURES),
  convert_volume: (call) => convert(call, VOLUMES),
};

/** How much of the base unit one is, and where its zero lies in the base unit. */
interface Unit {
  readonly factor: number;
  readonly zero: number;
}

function convert(call: ScalarCall, table: Readonly<Record<string, number | Unit>>): Evaluator {
  const read = realAt(call, 0);
  const from = unitOf(call, table, constantText(call, 1));
  const to = unitOf(call, table, constantText(call, 2));
  return (row) => {
    const value = read(row);
    if (value === null) return null;
    // The factors leave a rounding error in the last digits.
    return Number(((value * from.factor + (from.zero - to.zero)) / to.factor).toPrecision(15));
  };
}

function unitOf(call: ScalarCall, table: Readonly<Record<string, number | Unit>>, name: string): Unit {
  const unit = Object.hasOwn(table, name) ? table[name] : undefined;
  if (unit === undefined) throw new QueryError(`${call.name}() does not support the unit '${name}'.`, call.name);
  return typeof unit === 'number' ? { factor: unit, zero: 0 } : unit;
}

const PREFIXES = {
  Nano: 1e-9,
  Micro: 1e-6,
  Milli: 1e-3,
  Centi: 1e-2,
  Deci: 1e-1,
  Deca: 1e1,
  Hecto: 1e2,
  Kilo: 1e3,
  Mega: 1e6,
  Giga: 1e9,
  Tera: 1e12,
} as const;

/** A unit and those made of it; what follows a prefix begins with a small letter. */
function prefixed(name: string, factor: number, prefixes: readonly (keyof typeof PREFIXES)[]): Record<string, number> {
  const rest = name.slice(0, 1).toLowerCase() + name.slice(1);
  const entries = prefixes.map((prefix): [string, number] => [`${prefix}${rest}`, factor * PREFIXES[prefix]]);
  return Object.fromEntries([[name, factor], ...entries]);
}

/** In degrees. */
const ANGLES = {
  ...prefixed('Degree', 1, ['Nano', 'Micro', 'Milli']),
  ...prefixed('Radian', 180 / Math.PI, ['Nano', 'Micro', 'Milli', 'Centi', 'Deci']),
  Arcminute: 1 / 60,
  Arcsecond: 1 / 3600,
  Gradian: 0.9,
  NatoMil: 9 / 160,
  Revolution: 360,
};

/** In joules. */
const ENERGIES = {
  ...prefixed('Joule', 1, ['Milli', 'Kilo', 'Mega', 'Giga']),
  ...prefixed('Calorie', 4.184, ['Kilo', 'Mega']),
  ...prefixed('BritishThermalUnit', 1055.05585262, ['Kilo', 'Mega', 'Giga']),
  ...prefixed('WattHour', 3600, ['Kilo', 'Mega', 'Giga', 'Tera']),
  ...prefixed('WattDay', 86_400, ['Kilo', 'Mega', 'Giga', 'Tera']),
  ...prefixed('ThermEc', 105_505_585.262, ['Deca']),
  ...prefixed('ThermUs', 105_480_400, ['Deca']),
  Erg: 1e-7,
};

/** In newtons. */
const FORCES = {
  ...prefixed('Newton', 1, ['Micro', 'Milli', 'Deca', 'Kilo', 'Mega']),
  ...prefixed('PoundForce', 4.4482216152605, ['Kilo']),
  Dyn: 1e-5,
};

/** In metres. */
const LENGTHS = {
  ...prefixed('Meter', 1, ['Nano', 'Micro', 'Milli', 'Centi', 'Deci', 'Deca', 'Hecto', 'Kilo']),
  ...prefixed('Inch', 0.0254, ['Micro']),
  Angstrom: 1e-10,
  Chain: 20.1168,
  DtpPoint: 0.0254 / 72,
  Fathom: 1.8288,
  Foot: 0.3048,
  Mil: 2.54e-5,
  NauticalMile: 1852,
  PrinterPoint: 0.0254 / 72.27,
  UsSurveyFoot: 1200 / 3937,
  Yard: 0.9144,
};

/** In kilograms. */
const MASSES = {
  ...prefixed('Gram', 1e-3, ['Nano', 'Micro', 'Milli', 'Centi', 'Deci', 'Deca', 'Hecto', 'Kilo']),
  ...prefixed('Tonne', 1000, ['Kilo', 'Mega']),
  ...prefixed('Pound', 0.45359237, ['Kilo', 'Mega']),
  Grain: 6.479891e-5,
  LongHundredweight: 50.80234544,
  LongTon: 1016.0469088,
  Ounce: 0.028349523125,
  ShortHundredweight: 45.359237,
  ShortTon: 907.18474,
  Stone: 6.35029318,
};

function perTime(name: string, metres: number): Record<string, number> {
  return { [`${name}PerSecond`]: metres, [`${name}PerMinute`]: metres / 60, [`${name}PerHour`]: metres / 3600 };
}

/** In metres per second. */
const SPEEDS = {
  ...Object.fromEntries(
    Object.entries(prefixed('Meter', 1, ['Nano', 'Micro', 'Milli', 'Centi', 'Deci', 'Kilo'])).flatMap(
      ([name, metres]) => Object.entries(perTime(name, metres)),
    ),
  ),
  ...perTime('Foot', 0.3048),
  ...perTime('Inch', 0.0254),
  ...perTime('UsSurveyFoot', 1200 / 3937),
  ...perTime('Yard', 0.9144),
  MilePerHour: 0.44704,
};

/** In kelvins. */
const TEMPERATURES = {
  Kelvin: 1,
  DegreeCelsius: { factor: 1, zero: 273.15 },
  MillidegreeCelsius: { factor: 1e-3, zero: 273.15 },
  DegreeDelisle: { factor: -2 / 3, zero: 373.15 },
  DegreeFahrenheit: { factor: 5 / 9, zero: (459.67 * 5) / 9 },
  DegreeNewton: { factor: 100 / 33, zero: 273.15 },
  DegreeRankine: 5 / 9,
  DegreeReaumur: { factor: 5 / 4, zero: 273.15 },
  DegreeRoemer: { factor: 40 / 21, zero: 273.15 - (7.5 * 40) / 21 },
};

/** In cubic metres. */
const VOLUMES = {
  ...prefixed('Liter', 1e-3, ['Micro', 'Milli', 'Centi', 'Deci', 'Deca', 'Hecto', 'Kilo', 'Mega']),
  ...prefixed('CubicMeter', 1, ['Hecto', 'Kilo']),
  ...prefixed('ImperialGallon', 0.00454609, ['Kilo', 'Mega']),
  AcreFoot: 1 / 0.000810714,
  CubicCentimeter: 1e-6,
  CubicDecimeter: 1e-3,
  CubicHectometer: 1e6,
  CubicKilometer: 1e9,
  CubicMicrometer: 1e-18,
  CubicMillimeter: 1e-9,
  ImperialOunce: 2.84130625e-5,
  ImperialPint: 5.6826125e-4,
  MetricCup: 2.5e-4,
  MetricTeaspoon: 5e-6,
  OilBarrel: 0.158987294928,
  UsPint: 4.73176473e-4,
  UsQuart: 9.46352946e-4,
};
