"""What a run will need, worked out before anything is touched: pods, cpu, load balancers, minutes."""
