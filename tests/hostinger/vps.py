"""A client of everything below /api/vps/v1, beside that of the machines."""

from typing import Any

from tests.hostinger.machines import Machines

SECOND = {"Authorization": "Bearer sim_default.second"}


class Vps(Machines):
    def ask(
        self, method: str, path: str, body: Any = None, *, status: int = 200, **more: Any
    ) -> Any:
        answer = self.api(method, f"/api/vps/v1{path}", body, **more)
        assert answer.status_code == status, answer.text
        return answer.json
