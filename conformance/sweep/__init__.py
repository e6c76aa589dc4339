"""What runs left on a cluster: found by three marks, told dead by its clock, taken away, proven gone."""
