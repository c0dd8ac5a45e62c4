# Built in one image, served from another that holds only what runs.
FROM python:3.11-slim AS build

WORKDIR /offswitch
COPY requirements.txt ./
RUN python3 -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements.txt

COPY . ./
# Compiled here, because the image is meant to run on a read-only disk.
RUN /venv/bin/flask --app app catalogues compile \
    && /venv/bin/python -m compileall -q offswitch app.py \
    && /venv/bin/pip uninstall --quiet --yes pip


FROM python:3.11-slim

LABEL org.opencontainers.image.title="Offswitch" \
      org.opencontainers.image.description="A wizard that helps people in Europe switch off AI training on their data" \
      org.opencontainers.image.licenses="EUPL-1.2 AND CC-BY-4.0"

COPY --from=build /venv /venv
COPY --from=build /offswitch /offswitch

# The host's folder is mounted here; an empty one is as good.
WORKDIR /host
WORKDIR /offswitch
# In a container every address but its own is outside, so the settings have to say who runs the site.
ENV HOST=0.0.0.0 PORT=8000 OFFSWITCH_FOLDER=/host PYTHONUNBUFFERED=1
EXPOSE 8000
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001

HEALTHCHECK --interval=30s --timeout=5s --start-period=5s --retries=3 \
    CMD ["/venv/bin/python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]

CMD ["/venv/bin/gunicorn", "--config", "gunicorn.conf.py", "app:app"]
