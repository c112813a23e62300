"""Entry points for the workers; they take keys, may run twice, and the sweep repairs what was lost."""

from feedback.channels.actions import forget_old_uploads, take_up_lost_imports, work_on_import


def run_import(pk):
    """A worker's turn at one import."""
    work_on_import(pk)


def sweep_imports():
    """Every minute: imports whose worker or task was lost go on; forgotten uploads are cleared."""
    take_up_lost_imports()
    forget_old_uploads()
