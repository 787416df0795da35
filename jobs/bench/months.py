"""Months as yyyy-MM text."""


def month_number(month):
    return int(month[:4]) * 12 + int(month[5:]) - 1


def plus(month, count):
    """The month so many months later; earlier for a negative count."""
    number = month_number(month) + count
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months_from(first, count):
    return [plus(first, i) for i in range(count)]


def months_up_to(last, count):
    """The last so many months up to and including a month, earliest first."""
    return months_from(plus(last, 1 - count), count)
