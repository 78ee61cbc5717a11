"""What every Spark worker of Countinghouse shares: claiming runs, reading files strictly, publishing exact figures."""
