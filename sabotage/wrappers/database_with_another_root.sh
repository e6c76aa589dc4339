# The database as always, but root has another password than the pod was given.
set -eu
sed 's/^    root=.*$/    root=$(quoted another)/' /usr/local/bin/mariadb-entrypoint >/tmp/entrypoint
exec sh /tmp/entrypoint
