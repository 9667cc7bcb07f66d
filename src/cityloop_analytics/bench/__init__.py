"""Figures of the measures beside their baselines, on simulated truth and on real files."""
