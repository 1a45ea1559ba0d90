"""What the API answers with and takes: pydantic models and typed inputs, a file for each domain.

    from omneo_id_web.models.profile import Profile

Nothing is imported here, so that a page pays only for the domains that it uses.
"""
