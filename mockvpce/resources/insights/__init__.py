"""Network Insights: Reachability Analyzer and Network Access Analyzer."""
