# Memcached as always, but nothing ends it before its grace is over: process 1 passes no signal on.
trap '' TERM
memcached &
while :; do wait; done
