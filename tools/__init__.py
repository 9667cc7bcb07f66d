"""Developer tools: the environment, the gate, the test run."""
