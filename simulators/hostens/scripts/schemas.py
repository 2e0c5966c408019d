"""Answers about init scripts."""

from marshmallow import fields

from simulators.kernel.web import Open


class ScriptBrief(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    syntax = fields.String(required=True)


class Script(ScriptBrief):
    content = fields.String(required=True)
