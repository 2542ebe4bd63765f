from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "konsens.flows"
    label = "flows"

    def ready(self) -> None:
        from konsens.flows import flows

        flows.are_open = True
