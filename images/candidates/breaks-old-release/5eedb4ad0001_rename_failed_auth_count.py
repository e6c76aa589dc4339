# mypy: disable-error-code="import-not-found"
"""Give local_user.failed_auth_count another name: made up, no release of Keystone has this.

Revision ID: 5eedb4ad0001
Revises: 742c857f1dfb
"""

from alembic import op
from sqlalchemy import Integer

revision = "5eedb4ad0001"
down_revision = "742c857f1dfb"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Break the rule of the expand phase: what a release that still runs reads must stay."""
    op.alter_column(
        "local_user", "failed_auth_count", new_column_name="failed_logins", existing_type=Integer()
    )
