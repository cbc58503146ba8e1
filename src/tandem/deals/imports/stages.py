"""Where the stages of a file belong: a pipeline that has them, else one of their own."""

from __future__ import annotations

from tandem.authority.reach import may
from tandem.core.errors import Refused
from tandem.core.imports.kinds import Run
from tandem.core.imports.words import fold
from tandem.deals.actions.pipelines import add_pipeline
from tandem.deals.actions.stages import add_stage
from tandem.deals.imports.reading import end_of, new_stages, step_of
from tandem.deals.models import Pipeline, Stage

OWN = "Imported"


class Stages:
    """Finds stages by name; makes the ones that are missing, if the actor may configure pipelines."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pipelines: dict[str, Pipeline] = {}
        self.stages: dict[tuple[int, str], Stage] = {}
        self.last: dict[int, Stage] = {}
        self.home: Pipeline | None = None

    def prepare(self) -> None:
        """Read the pipelines anew, and make what the file's stages lack."""
        self.read()
        names = [name for name in self.run.distinct.get("stage", []) if name and not end_of(name)]
        wanted = self.run.distinct.get("pipeline") or [""]
        for pipeline in [name for name in wanted if name] or [""]:
            self.settle(pipeline, names)
        self.home = self.pipelines.get(fold(OWN)) if wanted == [""] else None
        if self.home is None or not self.has(self.home, names):
            self.home = next((one for one in self.pipelines.values() if self.has(one, names)), self.home)

    def read(self) -> None:
        """All pipelines and their stages."""
        self.stages, self.last = {}, {}
        found = Stage.objects.used().filter(pipeline__active=True).select_related("pipeline")
        ordered = list(found.order_by("-pipeline__default", "pipeline_id", "position"))
        self.pipelines = {fold(stage.pipeline.name): stage.pipeline for stage in ordered}
        for stage in ordered:
            self.stages[stage.pipeline_id, fold(stage.name)] = stage
            if stage.is_open:
                self.last[stage.pipeline_id] = stage

    def has(self, pipeline: Pipeline, names: list[str]) -> bool:
        """Whether the pipeline has all these stages."""
        return all((pipeline.pk, fold(name)) in self.stages for name in names)

    def settle(self, name: str, names: list[str]) -> None:
        """Make the pipeline, or add the stages it lacks. Without a name any pipeline that has them all will do."""
        pipeline = self.pipelines.get(fold(name or OWN))
        if not name and any(self.has(one, names) for one in self.pipelines.values()):
            return
        if not may(self.run.actor, "deals.configure"):
            return
        if pipeline is None:
            stages = new_stages(names) or new_stages(["Open"])
            add_pipeline(actor=self.run.actor, at=self.run.at, name=name or OWN, stages=stages)
        elif name and self.any_of(pipeline, names):
            return
        else:
            for stage in names:
                if (pipeline.pk, fold(stage)) not in self.stages:
                    add_stage(
                        pipeline, actor=self.run.actor, at=self.run.at, name=stage, chance=step_of(stage)
                    )
        self.read()

    def any_of(self, pipeline: Pipeline, names: list[str]) -> bool:
        """A file with several pipelines: one that exists and has some of the stages is as it should be."""
        several = len(self.run.distinct.get("pipeline", [])) > 1
        return several and any((pipeline.pk, fold(name)) in self.stages for name in names)

    def pipeline(self, name: str) -> Pipeline:
        """The pipeline that a row names, else the one where the file belongs."""
        found = self.pipelines.get(fold(name)) if name else self.home
        if found is None:
            raise Refused(
                f"There is no pipeline “{name}”." if name else "No pipeline has the stages of this file.",
                remedy="Ask an administrator to add it.",
                fields={"pipeline" if name else "stage": "Not known."},
            )
        return found

    def stage(self, pipeline: Pipeline, name: str, state: str) -> Stage:
        """The open stage a deal is in; for a closed one the stage it was closed from, by default the last."""
        if name and not end_of(name):
            found = self.stages.get((pipeline.pk, fold(name)))
            if found is not None and found.is_open:
                return found
            if state == "open":
                raise Refused(
                    f"The pipeline {pipeline.name} has no stage “{name}”.",
                    remedy="Ask an administrator to add it.",
                    fields={"stage": "Not known."},
                )
        if state == "open" and pipeline.pk in self.last:
            return self.first(pipeline)
        return self.last[pipeline.pk]

    def first(self, pipeline: Pipeline) -> Stage:
        """The first open stage."""
        return next(stage for (pk, _), stage in self.stages.items() if pk == pipeline.pk and stage.is_open)
