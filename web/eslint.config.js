import { fileURLToPath } from 'node:url'
import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'

export default tseslint.config(
  { ignores: ['dist/**', '**/node_modules/**', '**/*.generated.ts'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    languageOptions: {
      parserOptions: { tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)) },
    },
    rules: {
      // vue-tsc knows better than a rule without types.
      'no-undef': 'off',
      'vue/multi-word-component-names': 'off',
      // Layout is nobody's quarrel here.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      // The content policy lets no markup be made from text.
      'vue/no-v-html': 'error',
      'no-restricted-properties': ['error', { object: 'window', property: 'eval' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
)
