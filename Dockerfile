# sitegen in a container, as nobody in particular:
#   docker build --tag sitegen .
#   docker run --rm --volume "$PWD:/site" --user "$(id -u):$(id -g)" sitegen build
FROM python:3.12-slim AS wheel
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY sitegen sitegen
COPY themes themes
COPY content content
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.12-slim
COPY --from=wheel /wheels /wheels
RUN pip install --no-cache-dir "$(ls /wheels/*.whl)[deploy,heic,kit,precompress]" \
 && rm -r /wheels \
 && useradd --create-home --uid 1000 sitegen
USER sitegen
WORKDIR /site
# `serve` is seen from outside with --host 0.0.0.0 and --publish 8000:8000.
EXPOSE 8000
ENTRYPOINT ["sitegen"]
CMD ["build"]
