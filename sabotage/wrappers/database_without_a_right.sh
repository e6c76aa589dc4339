# The database as always, but the keystone user is granted nothing.
set -eu
sed 's/^.*named_in_grant "$MYSQL_DATABASE".*$/:/' /usr/local/bin/mariadb-entrypoint >/tmp/entrypoint
exec sh /tmp/entrypoint
