import { describe, expect, test } from 'vitest';
import { bags } from '../../../../../src/core/kql/engine/scalar/bags.ts';
import { evaluate, testRefused, testScalarCases } from './scalarCases.ts';

const NESTED = 'dynamic {"key1":123,"key2":{"prop1":"abc","prop2":"xyz"},"key3":[100,200]}';

describe('bags made', () => {
  testScalarCases(bags, [
    [
      'bag_pack',
      ['string Level', 'string Info', 'string Data', 'dynamic {"url":"x"}'],
      'dynamic {"Level":"Info","Data":{"url":"x"}}',
    ],
    ['pack', ['string a', 'long null', 'string b', 'timespan 01:00:00'], 'dynamic {"a":null,"b":"01:00:00"}'],
    ['pack_dictionary', ['string a', 'real 2'], 'dynamic {"a":2.0}'],
    [
      'pack_all',
      ['bool false', 'string a', 'string ', 'string b', 'long null', 'string c', 'long 4'],
      'dynamic {"a":"","b":null,"c":4}',
    ],
    [
      'pack_all',
      ['bool true', 'string a', 'string ', 'string b', 'long null', 'string c', 'long 4'],
      'dynamic {"c":4}',
    ],
    ['bag_zip', ['dynamic ["a","b","c"]', 'dynamic [1,"2",3.4]'], 'dynamic {"a":1,"b":"2","c":3.4}'],
    ['bag_zip', ['dynamic ["a","b","c"]', 'dynamic [1,"2"]'], 'dynamic {"a":1,"b":"2","c":null}'],
    ['bag_zip', ['dynamic ["a","b"]', 'dynamic [1,"2",2.5]'], 'dynamic {"a":1,"b":"2"}'],
    ['bag_zip', ['dynamic ["a",8,"b"]', 'dynamic [1,"2",2.5]'], 'dynamic {"a":1,"b":2.5}'],
    ['bag_zip', ['dynamic ["a",8,"b"]', 'dynamic 1'], 'dynamic {"a":null,"b":null}'],
    ['bag_zip', ['dynamic "a"', 'dynamic [1]'], 'dynamic null'],
  ]);
  testRefused(bags, [
    ['bag_pack', ['string a', 'long 1', 'string a', 'long 2']],
    ['bag_zip', ['dynamic ["a","a"]', 'dynamic [1,2]']],
  ]);

  test('a name from hostile data is only a name', () => {
    const args = ['string __proto__', 'long 1'];
    const bag = evaluate(bags, { name: 'bag_pack', args, type: 'dynamic', isConstant: true });
    expect(JSON.stringify(bag)).toBe('{"__proto__":1}');
  });
});

describe('bags read', () => {
  testScalarCases(bags, [
    ['bag_keys', ['dynamic {"a":"b","c":{"d":123}}'], 'dynamic ["a","c"]'],
    ['bag_keys', ['dynamic {}'], 'dynamic []'],
    ['bag_keys', ['dynamic []'], 'dynamic null'],
    ['bag_keys', ['dynamic "a"'], 'dynamic null'],
    ['bag_keys', ['dynamic null'], 'dynamic null'],
    ['bag_has_key', [NESTED, 'string key2'], 'bool True'],
    ['bag_has_key', [NESTED, 'string key4'], 'bool False'],
    ['bag_has_key', [NESTED, 'string $.key2.prop1'], 'bool True'],
    ['bag_has_key', [NESTED, "string $['key2']['prop3']"], 'bool False'],
    ['bag_has_key', [NESTED, 'string constructor'], 'bool False'],
    ['bag_has_key', ['dynamic {"a":null}', 'string a'], 'bool True'],
    ['bag_has_key', ['dynamic null', 'string a'], 'bool null'],
    ['treepath', ['dynamic {"a":"b","c":123}'], `dynamic ["['a']","['c']"]`],
    ['treepath', ['dynamic {"prop1":[1,2,3,4],"prop2":"value2"}'], `dynamic ["['prop1']","['prop1'][0]","['prop2']"]`],
    [
      'treepath',
      ['dynamic {"list":[100,200,"abcde",{"x":"y"}]}'],
      `dynamic ["['list']","['list'][0]","['list'][0]['x']"]`,
    ],
    ['treepath', ['dynamic null'], 'dynamic null'],
  ]);
  testRefused(bags, [
    ['bag_has_key', [NESTED, 'string $.key3[0]']],
    ['bag_has_key', [NESTED, 'string $']],
  ]);
});

describe('bags changed', () => {
  testScalarCases(bags, [
    ['bag_merge', ['dynamic {"A1":12,"B1":2}', 'dynamic {"A2":81,"A1":1}'], 'dynamic {"A1":12,"B1":2,"A2":81}'],
    ['bag_merge', ['dynamic {"k":1}', 'dynamic {"k":2}', 'dynamic {"k":3}'], 'dynamic {"k":1}'],
    ['bag_remove_keys', ['dynamic {"key1":123,"key2":"abc"}', 'dynamic ["key2","key4"]'], 'dynamic {"key1":123}'],
    ['bag_remove_keys', [NESTED, 'dynamic ["$.key2.prop1","key3"]'], 'dynamic {"key1":123,"key2":{"prop2":"xyz"}}'],
    ['bag_remove_keys', ['dynamic null', 'dynamic ["a"]'], 'dynamic null'],
    ['bag_set_key', ['dynamic {"key1":1,"key2":2}', 'string key3', 'long 3'], 'dynamic {"key1":1,"key2":2,"key3":3}'],
    ['bag_set_key', ['dynamic {"key1":1,"key3":"abc"}', 'string key1', 'long 3'], 'dynamic {"key1":3,"key3":"abc"}'],
    [
      'bag_set_key',
      ['dynamic {"key2":{"prop1":123,"prop2":"xyz"}}', 'string $.key2.prop1', 'string abc'],
      'dynamic {"key2":{"prop1":"abc","prop2":"xyz"}}',
    ],
    [
      'bag_set_key',
      ['dynamic {"key1":123}', 'string $.key2.prop1', 'string abc'],
      'dynamic {"key1":123,"key2":{"prop1":"abc"}}',
    ],
    ['bag_set_key', ['dynamic [1]', 'string key', 'long 1'], 'dynamic null'],
  ]);
  testRefused(bags, [
    ['bag_merge', ['dynamic {"a":1}', 'dynamic null']],
    ['bag_set_key', ['dynamic {"a":1}', 'string $.a.b', 'long 1']],
  ]);
});
