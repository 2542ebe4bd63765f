"""Legal texts of the demo: plainly a demo's, and a pattern that an office can start from."""

from __future__ import annotations

from konsens.city.people.kinds import LegalKind
from konsens.city.people.models import Organisation

TEXTS = {
    LegalKind.IMPRINT: (
        "Das ist eine Vorführung. Hinter „{name}“ steht keine wirkliche Organisation.\n\n"
        "{name}\nBeispielplatz 1\n00000 Musterstadt\nTelefon 0231 000 100\npost@{slug}.example\n\n"
        "Verantwortlich für den Inhalt: Mila Muster, Anschrift wie oben."
    ),
    LegalKind.PRIVACY: (
        "Das ist eine Vorführung. Bitte geben Sie nichts Wirkliches von sich ein.\n\n"
        "Wer ist verantwortlich? {name}. Niemand sonst bekommt Ihre Daten.\n\n"
        "Was wird gespeichert? Ihr Beitrag, Ihr Pseudonym, Ihre E-Mail-Adresse und der Ort, den Sie nennen. "
        "Öffentlich sind nur Beitrag, Pseudonym und Ort.\n\n"
        "Wozu? Damit sich jemand kümmert und Ihnen antworten kann. Rechtsgrundlage ist Ihre Einwilligung. "
        "Sie können sie jederzeit widerrufen.\n\n"
        "Wie lange? Bis fünf Jahre nach dem Abschluss des Vorgangs. Was Sie nicht bestätigen, wird nach 14 Tagen "
        "gelöscht.\n\n"
        "Welche Rechte haben Sie? Auskunft, Berichtigung, Löschung, Widerspruch, Mitnahme Ihrer Daten und eine "
        "Beschwerde bei der Aufsichtsbehörde.\n\n"
        "Cookies? Nur, wenn Sie ein Formular ausfüllen oder sich anmelden. Nichts wird an Dritte gesendet."
    ),
    LegalKind.TERMS: (
        "Mitmachen dürfen alle, ohne Konto und ohne Klarnamen.\n\n"
        "Wir prüfen Beiträge nach den Regeln der Netiquette. Wenn wir etwas kürzen oder nicht zeigen, schreiben wir "
        "Ihnen den Grund. Sie können widersprechen; dann entscheidet jemand anderes.\n\n"
        "Ihr Text bleibt Ihrer. Sie erlauben {name}, ihn hier zu zeigen und für die Bearbeitung weiterzugeben."
    ),
    LegalKind.NETIQUETTE: (
        "Schreiben Sie so, wie Sie auch am Küchentisch reden würden.\n\n"
        "Bitte keine Namen, Adressen oder Telefonnummern von anderen Menschen.\n\n"
        "Bitte keine Beleidigungen, keine Werbung, nichts, was gegen Gesetze verstößt.\n\n"
        "Ein Beitrag, eine Sache. Dann kann sich eine Person darum kümmern."
    ),
    LegalKind.ACCESSIBILITY: (
        "Diese Seiten sollen alle benutzen können: mit der Tastatur, mit Vorlesehilfe, mit großer Schrift.\n\n"
        "Geprüft wird bei jeder Änderung automatisch (axe, WCAG 2.2 AA). Noch nicht geprüft wurde mit Menschen, "
        "die täglich Vorlesehilfen benutzen.\n\n"
        "Karten kann man immer auch als Liste lesen. Ein Ort lässt sich mit Straße oder Stadtteil nennen.\n\n"
        "Etwas hindert Sie? Rufen Sie an: 0231 000 100, oder schreiben Sie an post@{slug}.example. "
        "Wir antworten innerhalb von 30 Tagen."
    ),
}


def legal_text(kind: LegalKind, controller: Organisation) -> str:
    """A controller's text of one kind."""
    return TEXTS[kind].format(name=controller.name, slug=controller.slug)
