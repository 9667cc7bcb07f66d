"""Pages of insight for the office: scorecards, fair comparison, need and who is heard."""
