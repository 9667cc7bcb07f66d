"""Which projects to do in which year: chosen exactly, under every rule, with each refusal told."""
