import js from '@eslint/js'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/dist.*-*/**',
      '.cache/**',
      'data/**',
      '**/*.mjs',
      'eslint.config.js',
      'client/src/generated/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: {
      parserOptions: {
        project: [
          './client/tsconfig.json',
          './server/tsconfig.json',
          './gestore/tsconfig.json',
          './cli/tsconfig.json',
          './console/tsconfig.json',
          './testing/tsconfig.json',
          './scripts/docs/site/tsconfig.json',
          './tsconfig.checks.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-control-regex': 'off',
    },
  },
  {
    files: ['{server,gestore}/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/src/testing/**', 'server/src/main.ts', 'server/src/commands/**'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'only main.ts and commands/ read the environment, through settings.ts',
        },
      ],
    },
  },
  {
    // One injected clock everywhere: the platform's own is read in model/clock.ts alone.
    files: ['{server,gestore}/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/src/testing/**', 'server/src/model/clock.ts', 'server/src/database/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'use the injected clock',
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'use the injected clock' },
      ],
    },
  },
)
