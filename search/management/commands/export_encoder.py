from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.encoders import found, onnx


class Command(BaseCommand):
    help = "Makes the quick form of the sentence model that web processes answer with; does nothing if it is there."

    def handle(self, *args: Any, **options: Any) -> None:
        model = found.embedding_model()
        if model is None:
            self.stdout.write(found.HOW_TO_ADD)
            return
        if onnx.is_exported(model):
            return
        try:
            agreement = onnx.export(model)
        except RuntimeError as problem:
            raise CommandError(f"{problem} Search uses the original, which takes longer to load.") from problem
        if options["verbosity"]:
            self.stdout.write(f"{model.name}: exported, cosine with the original at least {agreement:.6f}.")
