"""What comes in: inputs that refuse every field they don't know."""

from typing import Any

from rest_framework import serializers


class StrictInput(serializers.Serializer[Any]):
    """Nobody sets an owner, a library or a status by guessing its name."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) or hasattr(data, "keys"):
            unknown = sorted(set(data.keys()) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {str(name)[:60]: ["This can't be set here."] for name in unknown[:20]}
                )
        return super().to_internal_value(data)


def valid(serializer: Any) -> dict[str, Any]:
    """What was sent, checked; 400 with the fields otherwise."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
