# Keystone as always, but process 1 goes on when it has ended, and passes no signal on.
keystone-entrypoint &
while :; do sleep 1; done
