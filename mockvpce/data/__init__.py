"""What AWS offers where: services, regions, prefix lists. Facts in data files that name their sources; no state."""
