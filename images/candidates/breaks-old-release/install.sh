#!/bin/sh
# Put the made-up migration into Keystone, and the column's new name into its model, as a release would.
set -eu
keystone=$(echo /opt/keystone/lib/python3*/site-packages/keystone)
model=$keystone/identity/backends/sql_model.py
newest=$(find "$keystone/common/sql/migrations/versions" -name '742c857f1dfb_*.py' -printf '%h\n')

mv /opt/keystone/candidate/5eedb4ad0001_*.py "$newest/"
sed -i 's/failed_auth_count = sql\.Column(/&"failed_logins", /' "$model"
grep -q '"failed_logins"' "$model"

/opt/keystone/bin/python -m keystone_start.baked_schema > /opt/keystone/schema.json
# Keystone's files are compiled without a look at the source's time: what changed is compiled anew.
/opt/keystone/bin/python -m compileall -q -f --invalidation-mode unchecked-hash "$newest" "$model"
