import { describe, expect, test } from 'vitest';
import { units } from '../../../../../src/core/kql/engine/scalar/units.ts';
import { evaluate, testRefused, testScalarCases } from './scalarCases.ts';

describe('conversions of units', () => {
  const cases: readonly (readonly [quantity: string, value: number, from: string, to: string, expected: number])[] = [
    ['length', 1.2, 'Meter', 'Foot', 3.93700787401575],
    ['length', 1, 'Inch', 'Centimeter', 2.54],
    ['angle', 1.2, 'Degree', 'Arcminute', 72],
    ['angle', 200, 'Gradian', 'Radian', Math.PI],
    ['energy', 1.2, 'Joule', 'BritishThermalUnit', 0.00113738054437598],
    ['energy', 1, 'KilowattHour', 'Megajoule', 3.6],
    ['force', 1.2, 'Newton', 'Decanewton', 0.12],
    ['mass', 1.2, 'Kilogram', 'Pound', 2.64554714621853],
    ['speed', 1.2, 'MeterPerSecond', 'CentimeterPerHour', 432_000],
    ['speed', 60, 'MilePerHour', 'FootPerSecond', 88],
    ['temperature', 1.2, 'Kelvin', 'DegreeCelsius', -271.95],
    ['temperature', 212, 'DegreeFahrenheit', 'DegreeCelsius', 100],
    ['temperature', 100, 'DegreeCelsius', 'DegreeDelisle', 0],
    ['temperature', 100, 'DegreeCelsius', 'DegreeRoemer', 60],
    ['volume', 1.2, 'CubicMeter', 'AcreFoot', 0.0009728568],
    ['volume', 1, 'UsQuart', 'UsPint', 2],
  ];
  test.each(cases)('of %s: %d %s in %s', (quantity, value, from, to, expected) => {
    const args = [`real ${value}`, `string ${from}`, `string ${to}`];
    const given = evaluate(units, { name: `convert_${quantity}`, args, type: 'real', isConstant: false });
    expect(Number(given)).toBeCloseTo(expected, 12);
  });

  testScalarCases(units, [['convert_mass', ['real null', 'string Gram', 'string Pound'], 'real null']]);
  testRefused(units, [
    ['convert_length', ['real 1', 'string Mile', 'string Meter']],
    ['convert_length', ['real 1', 'string meter', 'string Foot']],
  ]);
});
