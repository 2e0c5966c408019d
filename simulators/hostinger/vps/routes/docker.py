"""Docker projects on a machine."""

from collections.abc import Callable
from typing import Any

from flask.views import MethodView

from simulators.hostinger import docs
from simulators.hostinger.vps import docker, schemas
from simulators.kernel.world import World

Body = dict[str, Any]

MACHINE = docs.number("virtualMachineId")
PROJECT = docs.text("projectName", least=3, most=64)


def add(blp: Any, operation: Callable[..., Any]) -> None:
    @blp.route("/virtual-machines/<string:virtualMachineId>/docker", parameters=[MACHINE])
    class Projects(MethodView):
        @operation("VPS_getProjectListV1", schemas.ProjectResource(many=True), 404, 422)
        def get(self, world: World, virtualMachineId: str) -> Any:
            return docker.listing(world, virtualMachineId)

        @operation(
            "VPS_createNewProjectV1", schemas.ActionResource(), 404, body=schemas.ProjectRequest
        )
        def post(self, world: World, body: Body, virtualMachineId: str) -> Any:
            return docker.create(world, virtualMachineId, body)

    @blp.route(
        "/virtual-machines/<string:virtualMachineId>/docker/<string:projectName>/containers",
        parameters=[MACHINE, PROJECT],
    )
    class ProjectContainers(MethodView):
        @operation("VPS_getProjectContainersV1", schemas.ContainerResource(many=True), 404, 422)
        def get(self, world: World, virtualMachineId: str, projectName: str) -> Any:
            return docker.containers(world, virtualMachineId, projectName)

    @blp.route(
        "/virtual-machines/<string:virtualMachineId>/docker/<string:projectName>",
        parameters=[MACHINE, PROJECT],
    )
    class Project(MethodView):
        @operation("VPS_getProjectContentsV1", schemas.ProjectContentResource(), 404, 422)
        def get(self, world: World, virtualMachineId: str, projectName: str) -> Any:
            return docker.contents(world, virtualMachineId, projectName)

    @blp.route(
        "/virtual-machines/<string:virtualMachineId>/docker/<string:projectName>/down",
        parameters=[MACHINE, PROJECT],
    )
    class DeleteProject(MethodView):
        @operation("VPS_deleteProjectV1", schemas.ActionResource(), 404, 422)
        def delete(self, world: World, virtualMachineId: str, projectName: str) -> Any:
            return docker.delete(world, virtualMachineId, projectName)

    @blp.route(
        "/virtual-machines/<string:virtualMachineId>/docker/<string:projectName>/logs",
        parameters=[MACHINE, PROJECT],
    )
    class ProjectLogs(MethodView):
        @operation("VPS_getProjectLogsV1", schemas.ProjectLogsResource(many=True), 404, 422)
        def get(self, world: World, virtualMachineId: str, projectName: str) -> Any:
            return docker.logs(world, virtualMachineId, projectName)

    @blp.route(
        "/virtual-machines/<string:virtualMachineId>/docker/<string:projectName>/restart",
        parameters=[MACHINE, PROJECT],
    )
    class RestartProject(MethodView):
        @operation("VPS_restartProjectV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, virtualMachineId: str, projectName: str) -> Any:
            return docker.restart(world, virtualMachineId, projectName)

    @blp.route(
        "/virtual-machines/<string:virtualMachineId>/docker/<string:projectName>/start",
        parameters=[MACHINE, PROJECT],
    )
    class StartProject(MethodView):
        @operation("VPS_startProjectV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, virtualMachineId: str, projectName: str) -> Any:
            return docker.start(world, virtualMachineId, projectName)

    @blp.route(
        "/virtual-machines/<string:virtualMachineId>/docker/<string:projectName>/stop",
        parameters=[MACHINE, PROJECT],
    )
    class StopProject(MethodView):
        @operation("VPS_stopProjectV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, virtualMachineId: str, projectName: str) -> Any:
            return docker.stop(world, virtualMachineId, projectName)

    @blp.route(
        "/virtual-machines/<string:virtualMachineId>/docker/<string:projectName>/update",
        parameters=[MACHINE, PROJECT],
    )
    class UpdateProject(MethodView):
        @operation("VPS_updateProjectV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, virtualMachineId: str, projectName: str) -> Any:
            return docker.update(world, virtualMachineId, projectName)
