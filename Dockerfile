# Builds with the packages that only make fonts and translations; none of them is in the result.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.lock .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.lock
COPY manage.py ./
COPY locale locale
COPY static static
COPY templates templates
COPY problems problems
COPY workshop workshop
RUN export DATA_DIR=/tmp/data STATIC_DIR=/app/collected \
    && /venv/bin/python manage.py fonts \
    && /venv/bin/python manage.py translations \
    && /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /venv/bin/pip uninstall --yes --quiet fontpkg fontpkg-schibsted-grotesk babel pip \
    && /venv/bin/python -m compileall -q workshop problems

# What WeasyPrint calls to make PDFs, and letters beyond Latin. fonts-noto-cjk, large, adds Chinese,
# Japanese and Korean: docker compose build --build-arg FONTS="fonts-noto-core fonts-noto-cjk"
FROM python:3.13-slim AS system
ARG FONTS=fonts-noto-core
RUN apt-get update -qq \
    && apt-get install -qq --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig $FONTS \
    && rm -rf /var/lib/apt/lists/*

FROM system
LABEL org.opencontainers.image.title="Ten Doors" org.opencontainers.image.licenses="MIT"
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    STATIC_DIR=/app/collected \
    HOST=0.0.0.0 \
    PORT=8000
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin doors \
    && install --directory --owner 10001 --group 10001 --mode 700 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY deploy/healthcheck.py /app/deploy/
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s CMD ["python", "deploy/healthcheck.py"]
# One process for pages and stream; docker-compose.yml runs them apart.
CMD ["uvicorn", "workshop.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", "--no-proxy-headers", "--timeout-graceful-shutdown", "3"]
