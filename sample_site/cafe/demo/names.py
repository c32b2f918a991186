"""First and last names for made-up members, by language."""

UZBEK = (
    (
        *("Dilnoza", "Oʻgʻiloy", "Malika", "Nigora", "Gulnora", "Zulfiya", "Sevara", "Feruza"),
        *("Aziz", "Bobur", "Gʻayrat", "Jasur", "Oʻtkir", "Rustam", "Sherzod", "Ulugʻbek"),
    ),
    (
        *("Karim", "Yoʻldosh", "Rahim", "Toʻrayev", "Saʼdulla", "Umar", "Gʻulom", "Ismoil"),
        *("Qodir", "Oʻrin", "Nazar", "Ergash", "Mirzo", "Hamid", "Sobir", "Tursun"),
    ),
)
CHINESE = (
    (
        *("伟", "芳", "娜", "秀英", "敏", "静", "丽", "强"),
        *("磊", "军", "洋", "艳", "勇", "雨桐", "子涵", "浩然"),
    ),
    (
        *("王", "李", "张", "刘", "陈", "杨", "赵", "黄"),
        *("周", "吴", "徐", "孙", "欧阳", "司马", "朱", "高"),
    ),
)
ENGLISH = (
    (
        *("Amelia", "Oliver", "Isla", "Noah", "Ava", "George", "Grace", "Harry", "Freya", "Leo"),
        *("Zoë", "Arthur", "Siân", "Oscar", "Priya", "Kwame"),
    ),
    (
        *("Smith", "O’Connor", "Taylor", "Evans", "Patel", "Brown", "Hughes", "Okafor", "Wilson"),
        *("Khan", "Fraser", "Murphy", "D’Souza", "Clarke", "Lewis", "Begum"),
    ),
)


def full_name(language: str, first: int, last: int) -> tuple[str, str]:
    """(full name, greeting name) from two numbers, in the order of the language."""
    names, families = {"uz": UZBEK, "zh-hans": CHINESE}.get(language, ENGLISH)
    given, family = names[first % len(names)], families[last % len(families)]
    if language == "zh-hans":
        return family + given, family + given
    if language == "uz":
        # Family names have a form for women; the first half of the list are women.
        family = family if family.endswith("ev") else family + "ov"
        if first % len(names) < len(names) // 2:
            family += "a"
        return f"{given} {family}", given
    return f"{given} {family}", given
    return f"{given} {family}", given
