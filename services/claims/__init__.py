"""The claims check at work: texts are screened where they are saved, by the law's words and the brand's own."""
