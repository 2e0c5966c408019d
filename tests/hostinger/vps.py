"""Clients of everything below /api/vps/v1, and of Docker, beside that of the machines."""

from typing import Any

from tests.hostinger.machines import ID, Machines

SEEDED = "my-docker-project"
DOCKER = f"/{ID}/docker"


class Vps(Machines):
    def ask(
        self, method: str, path: str, body: Any = None, *, status: int = 200, **more: Any
    ) -> Any:
        answer = self.api(method, f"/api/vps/v1{path}", body, **more)
        assert answer.status_code == status, answer.text
        return answer.json


class Docker(Vps):
    def up(self, content: str, name: str = "mine", environment: str | None = None) -> Any:
        """The containers of a project that has just started."""
        body = {"project_name": name, "content": content, "environment": environment}
        self.done("POST", "/docker", body)
        return self("GET", f"{DOCKER}/{name}/containers")

    def project(self, name: str = SEEDED) -> dict[str, Any]:
        found: dict[str, Any]
        (found,) = (p for p in self("GET", DOCKER) if p["name"] == name)
        return found

    def statuses(self, name: str = SEEDED) -> list[str]:
        return [container["status"] for container in self("GET", f"{DOCKER}/{name}/containers")]

    def act(self, what: str, name: str = SEEDED) -> None:
        method = "DELETE" if what == "down" else "POST"
        action = self(method, f"{DOCKER}/{name}/{what}")
        self.advance(30)
        assert self.action(action) == "success"

    def lines(self, name: str = SEEDED) -> dict[str, list[dict[str, str]]]:
        return {log["service"]: log["entries"] for log in self("GET", f"{DOCKER}/{name}/logs")}
