"""Audit findings: what an auditor would ask about a budget before it is filed."""
