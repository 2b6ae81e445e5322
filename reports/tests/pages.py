"""What a page of the tests answered."""


def page_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def said(response):
    """The message shown after a redirect."""
    return " ".join(str(message) for message in response.context["messages"])
