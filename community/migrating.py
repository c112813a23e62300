"""An operation for migrations that bring many tables."""

from django.db.migrations.operations.base import Operation, OperationCategory


class CreateModels(Operation):
    """Many `CreateModel`s as one step, with all their fields, indexes and constraints; the order among them is free.

    After each step of its own Django builds all models that hang together anew, and here all hang together by the
    member: of the twenty seconds that a new database took, eighteen went there. As one step they are built once.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args = ["creations"]

    def __init__(self, creations):
        self.creations = creations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # forgets the models that are built; asked for, they are built anew
        for creation in self.creations:
            creation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for creation in self.creations:
            creation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for creation in reversed(self.creations):
            creation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "Create models " + ", ".join(creation.name for creation in self.creations)
