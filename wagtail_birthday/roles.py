"""The groups of people who work with the plugin, and what each may do."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

ALL = ("add", "change", "delete", "view")
VIEW = ("view",)


@dataclass(frozen=True, slots=True)
class Role:
    """A group by name, with its permissions: {model: actions}, and other code names."""

    name: str
    models: dict[str, tuple[str, ...]]
    others: tuple[str, ...] = ()


ROLES = (
    Role(
        "Birthday marketers",
        models={"gift": (*ALL, "publish", "lock", "unlock"), "campaign": ALL},
        others=("wagtail_localize.submit_translation",),
    ),
    Role("Birthday staff", models={}, others=("wagtail_birthday.redeem_voucher",)),
    Role(
        "Birthday managers",
        models={
            "member": ALL,
            "location": ALL,
            "voucher": VIEW,
            "run": VIEW,
            "delivery": ("view", "change"),
        },
        others=("wagtail_birthday.redeem_voucher",),
    ),
)


def ensure_groups() -> list[str]:
    """Create the groups, and add the permissions they lack; one line for each change made.

    What an admin has added to a group stays. The names are not translated: they are looked up.
    """
    changes = []
    for role in ROLES:
        group, is_new = Group.objects.get_or_create(name=role.name)
        if is_new:
            changes.append(f"created: group {role.name}")
        wanted = Permission.objects.filter(_permissions(role))
        lacking = wanted.exclude(pk__in=group.permissions.values("pk"))
        if lacking:
            changes.append(f"granted: {len(lacking)} permissions to {role.name}")
            group.permissions.add(*lacking)
    return changes


def _permissions(role: Role) -> Q:
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for model, actions in role.models.items():
        wanted |= Q(
            content_type__app_label="wagtail_birthday",
            codename__in=[f"{action}_{model}" for action in actions],
        )
    for name in role.others:
        app_label, codename = name.split(".")
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    return wanted
