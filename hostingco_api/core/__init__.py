"""What the company has and does: tables and rules. It knows no Flask and none of its APIs.

Rules are functions on an SQLAlchemy session whose transaction somebody else began. They answer
rows, and raise `errors.Refusal` where they refuse; then nothing of the transaction is kept.
"""
