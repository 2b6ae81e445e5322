"""Asking for pages as somebody."""

from django.urls import reverse


def get(client, user, name, /, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"inspections:{name}", args=args), query)


def post(client, user, name, /, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"inspections:{name}", args=args), data)


def text(response) -> str:
    return response.content.decode()
