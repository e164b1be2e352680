"""What is deployed is what its own tools accept: the chart by Helm's library and Kubernetes' schemas, the image's
recipe by hadolint, the compose file by its specification."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from deploy.container.alive import trouble
from infra.embedded.programs import CHECKOUT
from infra.settings import Settings

kubernetes_validate = pytest.importorskip("kubernetes_validate")
helm = pytest.importorskip("helm_python", reason="Helm's library has wheels for Linux x86-64 alone")

CHART = CHECKOUT / "deploy" / "helm" / "storelet"
VALUES: list[dict[str, Any]] = [
    {},
    {
        "publicUrl": "https://wei.example",
        "image": {
            "repository": "registry.example/storelet",
            "tag": "7",
            "pullSecrets": [{"name": "registry"}],
        },
        "api": {"autoscaling": {"enabled": False}, "replicas": 3},
        "ingress": {"className": "nginx", "tlsSecretName": "wei-tls", "annotations": {"a.example/b": "c"}},
        "networkPolicy": {"from": [{"namespaceSelector": {"matchLabels": {"name": "ingress"}}}]},
        "nodeSelector": {"disk": "fast"},
        "tolerations": [{"key": "only", "operator": "Exists"}],
        "podAnnotations": {"note": "blue"},
    },
    {"ingress": {"enabled": False}, "networkPolicy": {"enabled": False}},
]
SECRETS = {"DATABASE_URL", "REDIS_URL", "STORELET_SECRET_KEY"}


def render(values: dict[str, Any]) -> list[dict[str, Any]]:
    with helm.Chart.load(str(CHART)) as chart:
        texts = chart.render(values, name="shop", namespace="prod")
    return [
        document
        for name, text in texts.items()
        if name.endswith(".yaml")
        for document in yaml.safe_load_all(text)
        if document
    ]


def pods(documents: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for document in documents:
        if "template" in document.get("spec", {}):
            yield document["metadata"]["name"], document["spec"]["template"]["spec"]


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("version", ["1.30", "1.34"])
def test_the_chart_is_what_kubernetes_understands(values: dict[str, Any], version: str) -> None:
    documents = render(values)
    for document in documents:
        kubernetes_validate.validate(document, version, strict=True)
    kinds = [document["kind"] for document in documents]
    assert kinds.count("Deployment") == 3
    assert kinds.count("PodDisruptionBudget") == 2
    assert kinds.count("Job") == 1
    assert kinds.count("HorizontalPodAutoscaler") == (values.get("api", {}).get("autoscaling") is None)


def test_every_pod_has_limits_no_rights_and_a_probe() -> None:
    for name, pod in pods(render({})):
        (container,) = pod["containers"]
        assert container["resources"]["limits"]["memory"], name
        assert container["resources"]["requests"]["cpu"], name
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert ("livenessProbe" in container) is (name != "shop-storelet-migrate"), name


def test_secrets_come_from_a_secret_and_the_owners_log_in_reaches_the_migration_alone() -> None:
    for name, pod in pods(render({})):
        env = pod["containers"][0]["env"]
        assert all(set(each) == {"name", "valueFrom"} for each in env)
        migrates = name == "shop-storelet-migrate"
        assert {each["name"] for each in env} == SECRETS | ({"DATABASE_OWNER_URL"} if migrates else set())


def test_a_replica_to_read_from_reaches_those_who_read() -> None:
    given = {
        name.removeprefix("shop-storelet-")
        for name, pod in pods(render({"readReplica": True}))
        if "DATABASE_READ_URL" in {each["name"] for each in pod["containers"][0]["env"]}
    }
    assert given == {"api", "worker"}


def test_the_budgets_and_surges_keep_somebody_serving() -> None:
    """One pod may be gone for the sake of the cluster; a roll-out takes none away before another is ready."""
    documents = render({})
    budgets = {
        each["metadata"]["name"]: each["spec"] for each in documents if each["kind"] == "PodDisruptionBudget"
    }
    for part in ("api", "worker"):
        name = f"shop-storelet-{part}"
        assert budgets[name]["maxUnavailable"] == 1
        (deployment,) = [
            each for each in documents if each["kind"] == "Deployment" and each["metadata"]["name"] == name
        ]
        assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
        assert deployment["spec"]["selector"]["matchLabels"] == budgets[name]["selector"]["matchLabels"]
        # Nothing that is under way is cut: the pod has longer than what it waits for.
        grace = deployment["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
        assert grace > {"api": 8 + 5, "worker": 600}[part]


@pytest.mark.parametrize(
    "values", [{"publicUrl": "shop.example"}, {"api": {"replicas": 0}}, {"secretName": ""}]
)
def test_values_that_make_no_sense_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(helm.HelmError):
        render(values)


def test_the_recipe_of_the_image_is_clean() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    done = subprocess.run(
        [hadolint, "--failure-threshold", "info", "deploy/container/Containerfile"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_compose_file_keeps_to_its_specification_and_holds_no_password() -> None:
    checker = Path(sys.executable).parent / "check-jsonschema"
    file = CHECKOUT / "deploy" / "compose.yaml"
    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    services = yaml.safe_load(file.read_text())["services"]
    assert set(services) == {"postgres", "redis", "migrate", "api", "worker", "beat"}
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if any(word in name for word in ("PASSWORD", "KEY", "URL", "AUTH")):
                assert ":?" in value or name == "DATABASE_READ_URL", name


def test_one_process_of_the_site_on_servers_of_its_own(settings: Settings, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "STORELET_DATA": str(tmp_path / "data"),
        "STORELET_SECRET_KEY": "only for this test: 0123456789abcdef",
    }
    command = [sys.executable, "-m", "cli.main", "run"]
    shown = subprocess.run(
        [*command, "api", "--show", "--json"], cwd=CHECKOUT, env=environment, capture_output=True, check=True
    )
    assert "uvicorn" in json.loads(shown.stdout)["command"]
    with subprocess.Popen(
        [*command, "worker"],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as worker:
        # The same process all along: what is told to it is told to the worker.
        end = time.monotonic() + 60
        while not psutil.Process(worker.pid).children() and time.monotonic() < end:
            assert worker.poll() is None
            time.sleep(0.1)
        assert trouble(worker.pid) is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    assert trouble(worker.pid) == f"there is no process {worker.pid}"


def test_a_process_needs_servers_that_are_shared(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "run", "api"],
        cwd=CHECKOUT,
        env={"PATH": os.defpath, "STORELET_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "DATABASE_URL and REDIS_URL must name" in done.stderr
