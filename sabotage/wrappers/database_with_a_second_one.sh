# The database as always, but the keystone user has a second database beside its own.
set -eu
sed 's/^.*named_in_grant "$MYSQL_DATABASE".*$/&\n        line "CREATE DATABASE IF NOT EXISTS other;"\n        line "GRANT ALL ON other.* TO $user;"/' \
    /usr/local/bin/mariadb-entrypoint >/tmp/entrypoint
exec sh /tmp/entrypoint
