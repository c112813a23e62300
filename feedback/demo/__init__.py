"""Demo communities: handwritten words (one package each) and the builder that makes true rows of them."""
