"""What dev.py is made of: `environment` and `running` need Python alone, the others run inside .venv."""
