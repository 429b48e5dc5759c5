"""Every person × every register × what they may do there: written down, and compared with what is.

`registers.txt` is made by `python -m pytest tests/registers/test_matrix.py --write-matrix`, and read by people.
"""

from pathlib import Path

from django.contrib.auth import get_user_model

from tests.factories.bureau import Bureau
from tests.registers.test_registers import a_row, registers

FILE = Path(__file__).parent / "registers.txt"


def lines() -> list[str]:
    """Who may do something in a register; whoever is in no line sees none of it."""
    found = []
    for each in sorted(registers(), key=lambda each: each.model._meta.label):
        helper, row = each().permission_helper, a_row(each.model)
        for person in get_user_model()._default_manager.order_by("username"):
            told = {"list": helper.user_can_list(person), "add": helper.user_can_create(person)}
            if row is not None:
                told |= {
                    "inspect": each.inspect_view_enabled and helper.user_can_inspect_obj(person, row),
                    "edit": helper.user_can_edit_obj(person, row),
                    "delete": helper.user_can_delete_obj(person, row),
                }
            may = [name for name, answer in told.items() if answer]
            if may:
                found.append(f"{each.model._meta.label} | {person.username} | {', '.join(may)}")
    return found


def test_the_matrix_of_the_registers_is_what_is_written_down(db, request):
    Bureau()
    made = lines()
    if request.config.getoption("--write-matrix"):
        FILE.write_text("\n".join(made) + "\n", encoding="utf-8")
    assert made == FILE.read_text(encoding="utf-8").splitlines()
