"""Anti-pyramid law as rules: plan lint, network counting and watch, packs by jurisdiction (compliance.md).

Plan lint: `lint.lint_plan`. Terms other laws need: `jurisdiction_terms`. Engineering research, not legal advice.
"""
