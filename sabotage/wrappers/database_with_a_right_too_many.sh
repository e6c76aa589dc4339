# The database as always, but the keystone user may do with it what it likes.
set -eu
sed 's/GRANT ALL PRIVILEGES ON $(named_in_grant "$MYSQL_DATABASE")\.\* /GRANT ALL PRIVILEGES ON *.* /' \
    /usr/local/bin/mariadb-entrypoint >/tmp/entrypoint
exec sh /tmp/entrypoint
