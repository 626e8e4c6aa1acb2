// What tsc and Prettier do not see: names nobody uses, cases that fall through, comparisons that coerce.

import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['build/', 'web/data/', 'node_modules/', 'types/'] },
  js.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
      'no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          caughtErrors: 'none',
          destructuredArrayIgnorePattern: '^_',
          ignoreRestSiblings: true,
        },
      ],
      'no-empty': ['error', { allowEmptyCatch: true }],
      'object-shorthand': 'error',
      'no-shadow-restricted-names': 'error',
      'no-useless-rename': 'error',
    },
  },
  {
    files: ['tests/**'],
    rules: {
      'no-sparse-arrays': 'off', // what a caller may hand over
      'no-loss-of-precision': 'off',
      'no-control-regex': 'off',
    },
  },
  {
    files: ['tests/web/engine/**'], // what harness.js puts into its page
    languageOptions: {
      globals: {
        createPool: 'readonly',
        watchedPool: 'readonly',
        train: 'readonly',
        failure: 'readonly',
        sleep: 'readonly',
      },
    },
  },
];
