"""Start the app: `flask run` while developing, `gunicorn app:app` when serving."""

from offswitch import create_app

app = create_app()
